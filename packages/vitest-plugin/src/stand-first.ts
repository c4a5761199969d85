import { createRequire } from 'node:module';

/**
 * Has the wall up before anything else of ours is loaded, which imports modules of Node's: in a pool of contexts
 * Vitest takes what these export when they are first imported, and nothing brings it up to date later.
 */
export function standFirst(): void {
  if (Symbol.for('agent-replay.guard') in globalThis) return;
  const engine = createRequire(createRequire(import.meta.url).resolve('agent-replay'));
  const { installGuard } = engine('@agent-replay/cassette/guard') as Guard;
  installGuard({ mode: 'off', exit: false, claim: true });
}

interface Guard {
  installGuard: (policy: { mode: 'off'; exit: boolean; claim: boolean }) => unknown;
}
