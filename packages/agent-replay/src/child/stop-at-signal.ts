const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Lets a command that runs until it is stopped end what it is at: aborted by the first signal, while a second one
 * ends the process.
 */
export function stopAtSignal(): AbortSignal {
  const stop = new AbortController();
  for (const [name, code] of Object.entries(CODES)) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(code);
      stop.abort(new Error(`stopped by ${name}`));
    });
  }
  return stop.signal;
}
