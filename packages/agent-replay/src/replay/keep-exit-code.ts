/**
 * With what code a process ends is its own: what an agent would have it be is not for its runner, nor for the next agent.
 * A sandbox has a `process` of its own, and what Node loads beside it the real one.
 */
export function keepExitCode({
  process: owner,
}: Pick<typeof globalThis, 'process'> = globalThis): () => void {
  const undo = [...new Set([owner, process])].map(keepOf);
  return () => undo.forEach((each) => each());
}

function keepOf(owner: Pick<NodeJS.Process, 'exitCode'>): () => void {
  const before = owner.exitCode;
  return () => {
    if (owner.exitCode !== before) owner.exitCode = before;
  };
}
