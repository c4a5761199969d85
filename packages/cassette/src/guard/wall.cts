import asyncHooks = require('node:async_hooks');
import askedUrls = require('./asked-url.cts');
import ledgerFile = require('./ledger-file.cts');
import loaderPipe = require('./loader-pipe.cts');
import policies = require('./policy.cts');
import refusals = require('./refusal.cts');

const { endpointOf, isFor, toUrl } = askedUrls;

type Policy = policies.GuardPolicy;
type Operation = policies.GuardOperation;

interface Hook {
  /** Makes the hooked way out be tried, synchronously; the wall sees whether its hook was there. */
  canary: () => void;
  operation: string;
  name: string;
  /** Goes through a public function of Node, which costs milliseconds: for `selfTest`, not for every start. */
  thorough?: boolean;
}

/** Where all hooks ask: one policy, one ledger, one kind of refusal. */
function createWall(first: Policy) {
  let base = first;
  let current = first;
  /** Policies that may only tighten what stands, and can be taken away again. */
  const layers = new Map<symbol, Policy>();
  let ledger = ledgerFile.createLedger(first.ledger);
  let list = policies.createAllowList(first.allow);
  let depth = 0;
  let refusedInAll = 0;
  let onRefusal: (() => void) | undefined;
  let onPolicy: (() => void) | undefined;
  let isLeft: () => boolean = () => false;
  let takeLate: (operation: string, target: string) => boolean = () => false;
  /** What may pass while a tape is open, and to code that one has left behind. */
  let lastList = policies.createAllowList([]);
  let lastPolicy = first;
  let seen: Set<string> | null = null;
  /** What a try ends with: one for all, which nobody looks at. */
  let tried: Error | undefined;
  const permits = new Map<symbol, policies.AllowList>();
  const scope = new asyncHooks.AsyncLocalStorage<policies.AllowList>();
  /** As they are before any code can put others in their place. */
  const runWithin = scope.run.bind(scope);
  const listHere = scope.getStore.bind(scope);
  let pipeAt: (file: string) => string | null = () => null;
  const fetches: { stack: Error; input: unknown }[] = [];

  function isAllowed(operation: Operation): boolean {
    const { path: file } = operation;
    if (operation.operation === 'unix' && file !== undefined && loaderPipe.isIdleLoaderPipe(file))
      return true;
    return isPermitted(operation) || list.allows(operation) || isOwnPipe(operation);
  }

  /** By the socket that the path leads to, whatever it was when the rule was made. */
  function isOwnPipe({ operation, path: file }: Operation): boolean {
    if (operation !== 'unix' || file === undefined) return false;
    const place = pipeAt(file);
    return place !== null && isGranted({ operation: 'ownpipe', target: file, path: place });
  }

  /** Whether it leads to a server of the process itself. */
  function isOwnServer(operation: Operation): boolean {
    return isOwnPipe(operation) || isGranted({ ...operation, operation: 'ownserver' });
  }

  function isPermitted(operation: Operation): boolean {
    if (depth > 0) return true;
    const isOff = current.mode === 'off';
    if (isOff && (!isLateHere() || lastList.allows(operation))) return true;
    return isGranted(operation);
  }

  function isGranted(operation: Operation): boolean {
    if (listHere()?.allows(operation) === true) return true;
    return permits.size > 0 && [...permits.values()].some((permit) => permit.allows(operation));
  }

  function refuse(operation: Operation, stack: Error | undefined): Error {
    const found = callOf(operation, stack);
    const row = {
      code: isLate(operation) ? 'CASSETTE_CLOSED' : 'ERR_REPLAY_BLOCKED',
      ...operation,
      ...(found.path === undefined ? {} : { path: found.path }),
      call_site: found.site,
    };
    report(row);
    return refusals.createRefusal(row);
  }

  function isLateHere(): boolean {
    try {
      return isLeft();
    } catch {
      return false;
    }
  }

  /** True for code whose cassette is closed: it is kept there, and is not to be blamed on the one that is open now. */
  function isLate({ operation, target }: Operation): boolean {
    try {
      return takeLate(operation, target);
    } catch {
      return false;
    }
  }

  function report(row: refusals.BlockedRow): void {
    if (current.exit) refusedInAll += 1;
    aside(() => ledger.block(row));
    onRefusal?.();
  }

  function combine(): void {
    const next = [...layers.values()].reduce(policies.tightenPolicy, base);
    // The rows of one ledger stay together however often the policy changes.
    if (next.ledger !== current.ledger) ledger = ledgerFile.createLedger(next.ledger);
    if (current.mode !== 'off') [lastList, lastPolicy] = [list, current];
    current = next;
    list = policies.createAllowList(next.allow);
    onPolicy?.();
  }

  /** Runs the wall's own work past the wall. */
  function aside<T>(work: () => T): T {
    depth += 1;
    try {
      return work();
    } finally {
      depth -= 1;
    }
  }

  /** The ledger as hooks have it: to read and write it is the wall's own work, which no hook may refuse. */
  const reached = {
    get file(): string | null {
      return ledger.file;
    },
    declare: (row: ledgerFile.UnguardedRow): void => aside(() => ledger.declare(row)),
    get mayBeWritten(): boolean {
      return ledger.mayBeWritten;
    },
    share: (): string => aside(() => ledger.share()),
    removeMade: (): void => aside(ledgerFile.removeMade),
    read: (): ReturnType<ledgerFile.GuardLedger['read']> => aside(() => ledger.read()),
  };

  /** Where the code asked for it: this stack, the socket's, or the `fetch` that wants the same host. */
  function callOf(
    { host, port }: Operation,
    stack: Error | undefined,
  ): { site: string | null; path?: string } {
    const near =
      refusals.callSiteOf(refusals.captureStack()) ??
      (stack === undefined ? null : refusals.callSiteOf(stack));
    const call = near === null ? fetches.findLast(({ input }) => isFor(input, host, port)) : undefined;
    if (call === undefined) return { site: near };
    const path = toUrl(call.input)?.pathname;
    return { site: refusals.callSiteOf(call.stack), ...(path === undefined ? {} : { path }) };
  }

  return {
    /**
     * The typed error when the operation must not happen, and its row is in the ledger; else null.
     * `shown` names it as the caller did, where that is not what counts.
     */
    judge(operation: Operation, stack?: Error, shown?: Operation): Error | null {
      if (seen !== null && depth === 0) {
        seen.add(operation.operation);
        return (tried ??= refusals.createRefusal({
          code: 'ERR_REPLAY_BLOCKED',
          ...operation,
          call_site: null,
        }));
      }
      return isAllowed(operation) ? null : refuse(shown ?? operation, stack);
    },
    isAllowed,
    isOwnServer,
    isPermitted,
    /** True for code that a tape has left behind, or that such code has set going. */
    isLateHere,
    /** True while an operation passes for no other reason than that no policy stands. */
    isUnasked: (operation: Operation): boolean =>
      current.mode === 'off' && depth === 0 && seen === null && !isGranted(operation),
    /** The same for what no rule allows, but work of the wall's owner. */
    judgeOwn: (operation: Operation): Error | null =>
      isPermitted({ ...operation, operation: 'own' }) ? null : refuse(operation, undefined),
    /**
     * True while operations of this kind pass, guarded, without a rule: processes and workers outside of strict, but for
     * those of code that a tape has left behind.
     */
    get lenient(): boolean {
      return current.mode === 'off' ? !isLateHere() : current.mode !== 'strict';
    },
    get policy(): Policy {
      return current;
    },
    /** The policy that files are held to here: code that a tape has left behind keeps to the last one. */
    get filePolicy(): Policy {
      return current.mode === 'off' && isLateHere() ? lastPolicy : current;
    },
    ledger: reached,
    get testing(): boolean {
      return seen !== null;
    },
    learn(name: string, addresses: readonly string[]): void {
      for (const known of [list, ...permits.values()]) known.learn(name, addresses);
    },
    noteFetch(input: unknown): void {
      // What may leave needs no place in a refusal; taking a stack costs more than all else here.
      const url = toUrl(input);
      if (url !== null && isAllowed({ operation: 'tcp', target: url.host, ...endpointOf(url) })) return;
      if (fetches.length > 31) fetches.shift();
      fetches.push({ input, stack: refusals.captureStack(8) });
    },
    aside,
    report,
    /** True when a refusal, however long ago, has to show in the exit code. */
    get mustFail(): boolean {
      return refusedInAll > 0;
    },
    attribute(isLateNow: typeof isLeft, take: typeof takeLate): void {
      isLeft = isLateNow;
      takeLate = take;
    },
    /** What rules of the kind `ownpipe` call the socket that a path leads to now, where the process listens on it. */
    knowPipes(at: typeof pipeAt): void {
      pipeAt = at;
    },
    /** Calls this after every refusal from now on. */
    whenRefused(then: () => void): void {
      onRefusal = then;
    },
    /** Calls this now, and whenever another policy stands. */
    whenPolicy(then: () => void): void {
      onPolicy = then;
      then();
    },
    get base(): Policy {
      return base;
    },
    /** Replaces the policy that the layers are laid over. */
    adopt(policy: Policy): void {
      base = policy;
      combine();
    },
    /** Lays a policy over the one that stands; returns its undo. */
    tighten(policy: Policy): () => void {
      const key = Symbol('layer');
      layers.set(key, policy);
      combine();
      return () => {
        if (layers.delete(key)) combine();
      };
    },
    permit(rules: readonly string[]): () => void {
      const key = Symbol('permit');
      permits.set(key, policies.createAllowList(rules));
      return () => void permits.delete(key);
    },
    /** Lets operations pass to a piece of work and to what it waits for, and to nothing that goes on beside it. */
    permitWithin: <T,>(rules: readonly string[], work: () => T): T =>
      runWithin(policies.createAllowList(rules), work),
    /** The names of the hooks that a try does not arrive at. */
    missing(hooks: readonly Hook[]): string[] {
      return hooks.flatMap(({ canary, operation, name }) => {
        seen = new Set();
        try {
          canary();
        } catch {
          // A refusal may be thrown; whether the hook was asked is what counts.
        }
        const arrived = seen.has(operation);
        seen = null;
        return arrived ? [] : [name];
      });
    },
  };
}

const wall = { createWall };
namespace wall {
  export type Wall = ReturnType<typeof createWall>;
  export type GuardHook = Hook;
}
export = wall;
