import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { corePath } from './jest-modules.ts';

const CORE = /[\\/]@jest[\\/]core[\\/]build[\\/]index\.js$/;

/**
 * Throws where the Jest that runs is not the one beside the preset, to whose search it would add the fixtures in vain: a
 * workspace may have one for a package and another for all.
 */
export function needSameJest(): void {
  const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) => CORE.test(path));
  const own = corePath();
  const [other] = loaded;
  if (other === undefined || loaded.includes(own)) return;
  throw new Error(
    [
      `Failed to load the preset: Jest ${versionOf(other)} runs, and the preset belongs to another Jest, ${versionOf(own)}.`,
      `  runs    ${other}`,
      `  preset  ${own}`,
      '  fix     install @agent-replay/jest-preset in the package that has the Jest that runs, or one version of Jest for all',
    ].join('\n'),
  );
}

function versionOf(core: string): string {
  const manifest = readFileSync(resolve(core, '../../package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
