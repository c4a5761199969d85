interface Handle {
  load(name: string): unknown;
  enter?(): void;
}

/** Our package as it is outside the sandbox: one instance, shared by the engine and the agent. */
function outside(name: string): unknown {
  const handle = handleHere();
  if (handle === undefined) {
    throw new Error(
      [
        `Failed to load "${name}": it cannot be imported from Jest's setupFiles.`,
        '  fix  import it from setupFilesAfterEnv, or from the test',
      ].join('\n'),
    );
  }
  return handle.load(name);
}

/** Tells the environment that an agent of the sandbox begins to run. */
function enterAgent(): void {
  handleHere()?.enter?.();
}

function handleHere(): Handle | undefined {
  return Reflect.get(globalThis, Symbol.for('agent-replay.jest')) as Handle | undefined;
}

export = Object.assign(outside, { enterAgent });
