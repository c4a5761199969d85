const undos = new Set<() => void>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Undoes something when the process is told to end before it is done: a worktree, a temporary folder, a child.
 * `undo` works at once, without waiting. Where others listen for the signal too, ending is theirs.
 *
 * @returns a function that forgets it again
 */
export function atSignal(undo: () => void): () => void {
  if (undos.size === 0) for (const name of SIGNALS) process.on(name, end);
  undos.add(undo);
  return () => {
    undos.delete(undo);
    if (undos.size === 0) for (const name of SIGNALS) process.off(name, end);
  };
}

function end(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  for (const undo of [...undos].toReversed()) {
    try {
      undo();
    } catch {
      // the others are still to be undone
    }
  }
  undos.clear();
  for (const name of SIGNALS) process.off(name, end);
  process.kill(process.pid, signal);
}
