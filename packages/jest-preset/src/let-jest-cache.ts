import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Config } from '@jest/types';
import { jestRequire } from './jest-modules.ts';
import { permitWithin } from './permit-within.ts';

type Transform = (this: unknown, ...args: unknown[]) => unknown;

/** By which Jest reads a module, compiles it, and keeps what came out. */
const TRANSFORMS = ['transform', 'transformAsync', 'transformJson'] as const;

/**
 * Lets Jest write the modules that it compiles while an agent runs to its cache, behind the wall of a strict
 * replay: those of the agent, and those that the agent imports as it goes. Its code itself writes nothing there.
 *
 * @returns its own undo
 */
export async function letJestCache(config: Config.ProjectConfig): Promise<() => void> {
  const rules = placesOf(config.cacheDirectory).map((place) => `fs:${place}`);
  const { createScriptTransformer } = createRequire(jestRequire().resolve('jest-runner'))(
    '@jest/transform',
  ) as { createScriptTransformer: (config: Config.ProjectConfig) => Promise<object> };
  const shared = Object.getPrototypeOf(await createScriptTransformer({ ...config, transform: [] })) as Record<
    string,
    Transform
  >;
  const undo = TRANSFORMS.map((name) => {
    const own = shared[name] as Transform;
    shared[name] = function (...args) {
      return permitWithin(rules, () => Reflect.apply(own, this, args));
    };
    return () => {
      shared[name] = own;
    };
  });
  return () => {
    for (const step of undo) step();
  };
}

/** A folder as it is named, and where it is. */
function placesOf(folder: string): string[] {
  try {
    return [folder, realpathSync(folder)];
  } catch {
    return [folder];
  }
}
