import type { BlockedOperation, Ledger, Mode } from '@agent-replay/contracts';
import { ALLOW_KINDS } from '../allow-rule.ts';
import { isLate, takeLate } from '../session.ts';
import { controlGuard, currentGuard, type Guard, isClaimed, reachableGuard } from './load-guard.ts';

export interface WallOptions {
  mode: Mode;
  allow?: readonly string[];
  /** In strict the only folder that may be written to. @default every folder */
  workspace?: string;
  /** Files and folders that nobody may change meanwhile. */
  protect?: readonly string[];
}

/** The wall around an open tape. */
export interface Wall {
  /** Puts a refusal that was made above the guard into the same ledger. */
  report: (row: BlockedOperation) => void;
  /** Lets rules pass until the returned function is called, such as a live answer's `tcp:host:443`. */
  permit: (...rules: string[]) => () => void;
  /** Whether a server of this process has that address of loopback now, whatever the program says of it. */
  listensAt: (host: string, port: number) => boolean;
  /** What a rule of the kind `ownpipe` calls the unix socket that a path leads to, where a server of this process listens on it. */
  listensOn: (file: string) => string | null;
  /** What left no trace but in the kernel's counts of a namespace: packets without a route, connections that nobody took. */
  attempts: () => BlockedOperation[];
  unguarded: () => Ledger['unguarded'];
  /** Gives the process back the policy it had. */
  lower: () => void;
}

/** In the allow-list: programs that knock on their own, such as browsers, may; nothing gets out. */
const MAY_TRY = 'route:refused';

/**
 * Puts the guard in place for as long as a tape is open. A process that started with the guard keeps
 * the stricter of both policies; one that did not gets it now, and what was connected before is declared.
 *
 * @throws {Error} code `GUARD_FAILED` when a way out cannot be hooked on this Node.
 */
export function raiseWall({ mode, allow = [], workspace, protect = [] }: WallOptions): Wall {
  const present = currentGuard();
  const guard = controlGuard({ mode: 'off' });
  guard.attribute(isLate, takeLate);
  const held = (isClaimed ? reachableGuard() : undefined) ?? guard;
  const before = { attempts: guard.attempts(), started: lastStarted(guard) };
  const rules = allow.filter(isGuardRule);
  if (raised === 0) restore = adopt(held, { mode, rules, workspace, protect });
  if (raised === 0) unhook = mode === 'record' ? () => {} : guard.hookClients();
  raised += 1;
  const forbid = held.permit(...rules);
  const mayTry = (): boolean => [...guard.policy.allow, ...rules].includes(MAY_TRY);
  if (mode !== 'record' && present === undefined) declareOpen(guard);
  let isUp = true;
  return {
    report: guard.report,
    permit: guard.permit,
    listensAt: guard.listensAt,
    listensOn: guard.listensOn,
    attempts() {
      const attempts = attemptsSince(before, guard);
      return attempts.length === 0 || mayTry() ? [] : attempts;
    },
    unguarded() {
      const attempts = attemptsSince(before, guard);
      return [...guard.unguarded(), ...(attempts.length > 0 && mayTry() ? declared(attempts) : [])];
    },
    lower() {
      if (!isUp) return;
      isUp = false;
      forbid();
      raised -= 1;
      if (raised > 0) return;
      unhook();
      restore();
    },
  };
}

/** Lays the policy of a tape over the one that stands; an engine has mostly set the same one before. Returns its undo. */
function adopt(
  held: Guard,
  tape: Required<Pick<WallOptions, 'mode' | 'protect'>> & {
    rules: readonly string[];
    workspace: string | undefined;
  },
): () => void {
  const mode = tape.mode === 'record' ? 'off' : tape.mode;
  const protect = tape.mode === 'record' ? [] : tape.protect;
  if (held.holds({ mode, allow: tape.rules, workspace: tape.workspace, protect })) return () => {};
  const { policy } = held;
  return held.adopt({
    ...policy,
    mode: policy.mode === 'strict' ? 'strict' : mode,
    allow: [...new Set([...policy.allow, ...tape.rules])],
    workspace: tape.workspace ?? policy.workspace,
    protect: [...new Set([...policy.protect, ...protect])],
  });
}

/**
 * Attempts to leave that only the kernel saw: a program without the guard, native code. What a hook
 * refuses never becomes a packet.
 */
function attemptsSince(
  { attempts: before, started: last }: { attempts: number | null; started: number },
  guard: Guard,
): BlockedOperation[] {
  const now = guard.attempts();
  if (now === null || before === null) return [];
  // Past what can be counted it is unknown whether a program tried, also one that an earlier run has left.
  if (now <= before && now !== Infinity) return [];
  const started = guard.started().filter(({ nth }) => nth > last);
  const names = [...new Set(started.map(({ name }) => name))].join(', ');
  const target = `the network: ${howMany(now === Infinity ? now : now - before)} by programs that no hook sees${names === '' ? '' : `: ${names}`}`;
  const call_site = started.at(-1)?.call_site ?? null;
  return [{ code: 'ERR_REPLAY_BLOCKED', operation: 'route', target, call_site }];
}

function howMany(attempts: number): string {
  if (attempts === 1) return 'one attempt';
  return Number.isFinite(attempts) ? `${attempts} attempts` : 'more attempts than can be counted';
}

/** How many programs this process has started so far. */
function lastStarted(guard: Guard): number {
  return guard.started().at(-1)?.nth ?? 0;
}

function declared(attempts: readonly BlockedOperation[]): Ledger['unguarded'] {
  return attempts.map(({ target }) => ({
    channel: 'route',
    reason: `${target}, refused for want of a route, which the allow-list takes for harmless`,
  }));
}

/** Several tapes may be open at once; the first raises the wall, the last lowers it. */
let raised = 0;
let restore: () => void = () => {};
let unhook: () => void = () => {};

/** Entries of other kinds, such as hosts of an interceptor, are none of the guard's. */
function isGuardRule(rule: string): boolean {
  const colon = rule.indexOf(':');
  return colon >= 0 && ALLOW_KINDS.has(rule.slice(0, colon));
}

interface ActiveSocket {
  remoteAddress?: string;
  remotePort?: number;
  server?: unknown;
}

/** Connections older than the guard stay open, below every hook; what they lead to is told. */
function declareOpen(guard: Guard): void {
  const handles = (Reflect.get(process, '_getActiveHandles') as () => ActiveSocket[])();
  for (const { remoteAddress, remotePort, server } of handles) {
    if (remoteAddress === undefined || remotePort === undefined || (server !== undefined && server !== null))
      continue;
    const channel = `tcp:${remoteAddress}:${remotePort}`;
    if (!guard.policy.allow.includes(channel))
      guard.declare({ channel, reason: 'it was connected before the guard was there' });
  }
}
