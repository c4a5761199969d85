const OF_A_COPY = ['disconnect', '_disconnect', 'channel', '_channel'];

/**
 * Takes away the agent's way to whoever started this process, and returns what puts it back: that is the runner,
 * which takes any message for one of its own. An agent that nobody started has no `process.send` either. Of the
 * process itself `channel`, which cannot write, and `disconnect` stay: Node reads and calls them by name.
 *
 * @param isHeld whether somebody else holds `process.send`, which calls `_send` by name
 */
export function hideParent(
  { process: owner }: Pick<typeof globalThis, 'process'>,
  isHeld = owner === process,
): () => void {
  const handles = Object.getOwnPropertySymbols(owner).filter((key) => key.description === 'kChannelHandle');
  const ways = ['send', ...handles, ...(isHeld ? [] : ['_send']), ...(owner === process ? [] : OF_A_COPY)];
  const undos = ways.map((way) => hide(owner, way));
  return () => {
    for (const undo of undos) undo();
  };
}

/** What an agent has put in its place for good stays. */
function hide(owner: object, way: PropertyKey): () => void {
  const held = Object.getOwnPropertyDescriptor(owner, way);
  if (held?.configurable !== true) return () => undefined;
  Reflect.deleteProperty(owner, way);
  return () => void Reflect.defineProperty(owner, way, held);
}
