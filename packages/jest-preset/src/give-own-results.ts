import { readJsonBy } from 'agent-replay/runner';
import { createNaturalize, type Naturalize } from './naturalize.ts';
import { type Maker, RECEIVER, resultsOfNode } from './results-of-node.ts';

/** What Node makes, as an agent gets it. */
export interface OwnResults {
  /** Says that code of the sandbox runs from here on. */
  enter: () => void;
  /** Says that it does not: an agent that Node has loaded beside the sandbox is of Node's realm. */
  leave: () => void;
  /** Puts Node's functions back, which are shared with the process. */
  undo: () => void;
}

/**
 * Lets what Node makes for an agent be of the sandbox, as the agent's own data is: JSON of responses, structured clones,
 * listings, what promisified functions resolve to. Production has one realm, where all of it compares as equal.
 */
export function giveOwnResults(sandbox: typeof globalThis): OwnResults {
  const naturalize = createNaturalize(sandbox);
  let isInside = false;
  const own: Naturalize = (value) => (isInside ? naturalize(value) : value);
  const { process } = sandbox;
  for (const name of ['argv', 'execArgv', 'release', 'versions'] as const) naturalize(process[name]);
  const undo = [
    readJsonBy((text) => (isInside ? sandbox : globalThis).JSON.parse(text) as unknown),
    ...resultsOfNode().map((maker) => replace(maker, withOwnResults, own)),
    replace(RECEIVER, withOwnArguments, own),
  ];
  for (const name of ['cpuUsage', 'memoryUsage', 'resourceUsage'])
    replace({ owner: process, name }, withOwnResults, naturalize);
  // Jest defines a global anew when it is first read.
  Reflect.set(sandbox, 'structuredClone', withOwnResults(sandbox.structuredClone as Method, naturalize));
  return {
    enter() {
      isInside = true;
    },
    leave() {
      isInside = false;
    },
    undo() {
      for (const step of undo.toReversed()) step();
    },
  };
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Leaves what somebody has put over it since. */
function replace(
  { owner, name }: Maker,
  shimOf: (method: Method, naturalize: Naturalize) => Method,
  naturalize: Naturalize,
): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name) as PropertyDescriptor;
  const member = before.get === undefined ? 'value' : 'get';
  const shim = shimOf(Reflect.get(before, member) as Method, naturalize);
  Object.defineProperty(owner, name, { ...before, [member]: shim });
  const isOurs = (): boolean => Object.getOwnPropertyDescriptor(owner, name)?.[member] === shim;
  return () => {
    if (isOurs()) Object.defineProperty(owner, name, before);
  };
}

function withOwnResults(method: Method, naturalize: Naturalize): Method {
  const own = (result: unknown): unknown => {
    if (typeof result === 'function') return withOwnResults(result as Method, naturalize);
    if (!(result instanceof Promise)) return naturalize(result);
    // As the child process on what promisified functions of it give.
    const beside = Object.getOwnPropertyDescriptors(result);
    return naturalize(Object.defineProperties(result.then(naturalize), beside));
  };
  const heard = (arg: unknown): unknown =>
    typeof arg === 'function' ? withOwnArguments(arg as Method, naturalize) : arg;
  return new Proxy(method, {
    apply: (target, self, args: unknown[]) => own(Reflect.apply(target, self, args.map(heard))),
  });
}

function withOwnArguments(method: Method, naturalize: Naturalize): Method {
  return new Proxy(method, {
    apply: (target, self, args: unknown[]) => Reflect.apply(target, self, args.map(naturalize)),
  });
}
