import { createRequire } from 'node:module';
import { AgentReplayError } from './error.ts';

/**
 * What loads a package at run time, synchronously, for a module of ours.
 *
 * @param url the module's `import.meta.url`, which bundles of CommonJS do not have
 * @throws {AgentReplayError} `INFRASTRUCTURE` where we were bundled, and that is missing or the package is.
 */
export function requireFrom(url: string | undefined): (name: string) => unknown {
  if (url === undefined) throw bundled('it was bundled into CommonJS, which has no import.meta.url');
  const load = createRequire(url);
  return (name) => {
    try {
      return load(name);
    } catch (error) {
      if (!isMissing(load, name)) throw error;
      throw bundled(`"${name}" is not installed beside ${url}`, error);
    }
  };
}

/** True when the package itself is not there; one that is may still miss a package of its own. */
function isMissing({ resolve }: NodeJS.Require, name: string): boolean {
  try {
    resolve(name);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
  }
}

function bundled(reason: string, cause?: unknown): AgentReplayError {
  return new AgentReplayError('INFRASTRUCTURE', `Failed to load a part of agent-replay: ${reason}.`, {
    lines: [
      [
        'fix',
        'leave it out of the bundle: --external:agent-replay --external:@agent-replay/* (esbuild), serverExternalPackages (Next.js), externals (webpack)',
      ],
    ],
    cause,
  });
}
