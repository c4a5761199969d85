import { createRequire } from 'node:module';

/** What the small CommonJS files inside Jest's sandbox find on its global; all of it lives outside. */
export interface Handle {
  /** Loads one of our packages outside the sandbox, where ES modules and Node's own APIs work. */
  load(name: string): unknown;
  /** The fixtures of this test file; none in a user's own. */
  pack?: Pack;
  /** Replays a fixture; null when its test is green. */
  replay?(dir: string): Promise<Failure | null>;
  /** Called when an agent of the sandbox begins to run. */
  enter?(): void;
}

/** The fixtures that one run of the entry file replays. */
export interface Pack {
  id: string;
  root: string;
  fixtures: readonly PackedFixture[];
}

interface PackedFixture {
  fixture_id: string;
  suite: string;
  dir: string;
}

/** A failed test as data: an error made outside would not be one inside. */
export interface Failure {
  message: string;
  stack: string;
}

const KEY = Symbol.for('agent-replay.jest');
const load = createRequire(import.meta.url);

/** Puts the handle on the global of a sandbox. */
export function putHandle(global: object, more: Omit<Handle, 'load'> = {}): void {
  Object.defineProperty(global, KEY, { value: { load, ...more } satisfies Handle, configurable: true });
}
