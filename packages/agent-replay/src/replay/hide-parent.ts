/**
 * Takes away the agent's way to whoever started this process, and returns what puts it back: that is the runner,
 * which takes any message for one of its own. An agent that nobody started has no `process.send` either.
 */
export function hideParent({ process: owner }: Pick<typeof globalThis, 'process'>): () => void {
  const send = Object.getOwnPropertyDescriptor(owner, 'send');
  if (send?.configurable !== true) return () => undefined;
  Reflect.deleteProperty(owner, 'send');
  return () => void Object.defineProperty(owner, 'send', send);
}
