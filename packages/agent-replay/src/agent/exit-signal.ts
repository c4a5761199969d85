const EXIT = Symbol.for('agent-replay.exit');

/** Thrown in place of ending the process: the agent's code wanted to exit. */
export function exitSignal(code: number): Error {
  const error = new Error(`the agent ended its process with exit code ${code}`);
  return Object.assign(error, { name: 'ExitSignal', [EXIT]: code });
}

/** The exit code that an `exitSignal` carries; null for any other value. */
export function exitCodeFrom(thrown: unknown): number | null {
  if (typeof thrown !== 'object' || thrown === null) return null;
  try {
    return EXIT in thrown ? Number(thrown[EXIT]) : null;
  } catch {
    return null; // A proxy that gives nothing away is no signal of ours.
  }
}
