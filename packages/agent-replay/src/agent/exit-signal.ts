const EXIT = Symbol.for('agent-replay.exit');

/** Thrown in place of ending the process: the agent's code wanted to exit. */
export function exitSignal(code: number): Error {
  const error = new Error(`the agent ended its process with exit code ${code}`);
  return Object.assign(error, { name: 'ExitSignal', [EXIT]: code });
}

/** The exit code that an `exitSignal` carries; null for any other value. */
export function exitCodeFrom(thrown: unknown): number | null {
  if (typeof thrown !== 'object' || thrown === null || !(EXIT in thrown)) return null;
  return Number(thrown[EXIT]);
}
