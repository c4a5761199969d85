import { replayHere } from '../agent/scope.ts';

const OF_A_COPY = ['_send', 'disconnect', '_disconnect', 'channel', '_channel'];

/**
 * Takes away the agent's way to whoever started this process, and returns what puts it back: that is the runner,
 * which takes any message for one of its own. An agent that nobody started has no `process.send` either. An agent of a
 * sandbox has its copy of `process`, and what Node has loaded beside it the process itself, of which `channel`, which
 * cannot write, stays, and `disconnect` for whoever is no agent: Node reads and calls them by name.
 *
 * @param isHeld whether somebody else holds the process's own `send`, which calls `_send` by name
 */
export function hideParent(
  { process: owner }: Pick<typeof globalThis, 'process'>,
  isHeld = true,
): () => void {
  const undos = [...new Set([owner, process])].flatMap((each) =>
    waysOf(each, isHeld).map((way) => hide(each, way)),
  );
  undos.push(hideFromAgents(process, 'disconnect'));
  return () => {
    for (const undo of undos) undo();
  };
}

function waysOf(owner: NodeJS.Process, isHeld: boolean): PropertyKey[] {
  const handles = Object.getOwnPropertySymbols(owner).filter((key) => key.description === 'kChannelHandle');
  return ['send', ...handles, ...(owner === process ? (isHeld ? [] : ['_send']) : OF_A_COPY)];
}

/** What an agent has put in its place for good stays. */
function hide(owner: object, way: PropertyKey): () => void {
  const held = Object.getOwnPropertyDescriptor(owner, way);
  if (held?.configurable !== true) return () => undefined;
  Reflect.deleteProperty(owner, way);
  return () => void Reflect.defineProperty(owner, way, held);
}

/** Has none for code of a replay, and what there was for all other. */
function hideFromAgents(owner: object, way: PropertyKey): () => void {
  const held = Object.getOwnPropertyDescriptor(owner, way);
  if (held?.configurable !== true || !('value' in held)) return () => undefined;
  const get = (): unknown => (replayHere() === undefined ? held.value : undefined);
  const set = (value: unknown): void => void Reflect.defineProperty(owner, way, { ...held, value });
  Reflect.defineProperty(owner, way, { configurable: true, enumerable: held.enumerable === true, get, set });
  return () => {
    if (Object.getOwnPropertyDescriptor(owner, way)?.get === get) Reflect.defineProperty(owner, way, held);
  };
}
