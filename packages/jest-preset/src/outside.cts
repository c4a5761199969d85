interface Handle {
  load(name: string): unknown;
}

/** Our package as it is outside the sandbox: one instance, shared by the engine and the agent. */
function outside(name: string): unknown {
  const handle = Reflect.get(globalThis, Symbol.for('agent-replay.jest')) as Handle | undefined;
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

export = outside;
