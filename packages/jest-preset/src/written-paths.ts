import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { findConfig, takeAsWritten } from 'agent-replay/discover';

const load = createRequire(import.meta.url);

/**
 * What a run writes by the config that holds in a folder, and no edit of the user's: the folder of the store, and the
 * monitor artifact. Read without waiting: Jest 29 takes a preset by `require`. What is wrong with a config is told when
 * fixtures run.
 */
export function writtenPaths(folder: string): string[] {
  const { file, root } = findConfig(folder);
  const artifact = file === null ? undefined : artifactOf(file);
  return [join(root, '.agent-replay'), ...(typeof artifact === 'string' ? [resolve(root, artifact)] : [])];
}

function artifactOf(file: string): unknown {
  const done = takeAsWritten(file);
  try {
    const module = load(file) as { default?: unknown };
    return ((module.default ?? module) as { monitor?: { file?: unknown } }).monitor?.file;
  } catch {
    return undefined;
  } finally {
    done();
  }
}
