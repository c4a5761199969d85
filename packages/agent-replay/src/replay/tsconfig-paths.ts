import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

type Matcher = (name: string) => readonly string[];

const load = createRequire(import.meta.url);
const NAMES = ['tsconfig.json', 'jsconfig.json'];
const NOTHING: Matcher = () => [];

/**
 * Tells where a name leads to by the `paths` and the `baseUrl` of the tsconfig.json above a folder, and of what that one
 * extends: absolute paths, without an ending where the config gives none. It keeps what it reads, so one is made for
 * each look at the disk.
 */
export function tsconfigPaths(): (name: string, folder: string) => readonly string[] {
  const matchers = new Map<string, Matcher>();
  const matcherOf = (folder: string): Matcher => {
    const known = matchers.get(folder);
    if (known !== undefined) return known;
    const above = dirname(folder);
    const file = NAMES.map((name) => join(folder, name)).find((path) => existsSync(path));
    const matcher = file === undefined ? (above === folder ? NOTHING : matcherOf(above)) : readMatcher(file);
    matchers.set(folder, matcher);
    return matcher;
  };
  return (name, folder) => matcherOf(folder)(name);
}

/** None for a config that nobody can read: then names are looked for as if there were none. */
function readMatcher(path: string): Matcher {
  try {
    // Most have neither, and to read one as TypeScript does takes a library.
    if (!MAY_LEAD.test(readFileSync(path, 'utf8'))) return NOTHING;
    const { createPathsMatcher, parseTsconfig } = load('get-tsconfig') as typeof import('get-tsconfig');
    return createPathsMatcher({ path, config: parseTsconfig(path) }) ?? NOTHING;
  } catch {
    return NOTHING;
  }
}

const MAY_LEAD = /"(?:paths|baseUrl|extends)"/;
