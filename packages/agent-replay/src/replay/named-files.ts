import { realpathSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { repositoryOf } from '../config/repository-of.ts';
import { filesBelow } from './files-below.ts';
import { subpathImports } from './subpath-imports.ts';
import { tsconfigPaths } from './tsconfig-paths.ts';

const ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
const NO_SUBPATHS = { paths: [], packages: [] };
const ENDING = /\.(?:[cm]?[jt]sx?|json)$/;

/**
 * Tells which files of a project and its repository the text of a module names: by a relative path in quotes, by an alias, by the `paths` of its tsconfig.json or
 * the `imports` of its package.json, or as a package of the same workspace. It keeps what it finds on disk, so one is made for each digest.
 *
 * Too much is no harm: a path in a comment makes a result stale once more than it had to be.
 *
 * @param onInstalled is given the folder of each package that is named and is none of the repository's own
 */
export function namedFiles(
  root: string,
  onInstalled: (folder: string) => void = () => undefined,
): (text: string, file: string) => string[] {
  const realRoot = realPath(root) ?? root;
  const repository = repositoryOf(root);
  let index: Map<string, string[]> | undefined;
  const places = new Map<string, string | null>();
  const subpaths = subpathImports();
  const aliases = tsconfigPaths();

  function byName(name: string, folder: string): string[] {
    if (isBuiltin(name)) return [];
    const { paths, packages } = name.startsWith('#') ? subpaths(name, folder) : NO_SUBPATHS;
    if (paths.length + packages.length > 0)
      return [...paths.flatMap(onDisk), ...packages.flatMap((each) => byName(each, folder))];
    const rest = name.slice(name.indexOf('/') + 1);
    const guesses = [
      ...aliases(name, folder),
      join(root, name),
      join(root, 'src', name),
      join(root, rest),
      join(root, 'src', rest),
    ];
    return [...guesses.flatMap(onDisk), ...inWorkspace(name, rest, folder)];
  }

  /** A package that is linked into the project is all of its files; a name that nobody has installed is an alias. */
  function inWorkspace(name: string, rest: string, folder: string): string[] {
    const parts = name.split('/');
    const wanted = parts.slice(0, name.startsWith('@') ? 2 : 1).join('/');
    if (/^(?:@agent-replay\/.*|agent-replay)$/.test(wanted)) return [];
    const place = installedPlace(wanted, folder);
    if (place !== null) {
      const own = join(root, relative(realRoot, place));
      if (isOwn(own, repository)) return packageFiles(own);
      onInstalled(place);
      return [];
    }
    const stem = stemOf(rest.replace(/^[@~#$]+/, ''));
    return (index ??= indexOf(root)).get(basename(stem))?.filter((file) => isAt(stemOf(file), stem)) ?? [];
  }

  function installedPlace(name: string, folder: string): string | null {
    const key = `${folder}\0${name}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const above = dirname(folder);
    const here = realPath(join(folder, 'node_modules', name));
    const place = here ?? (above === folder ? null : installedPlace(name, above));
    places.set(key, place);
    return place;
  }

  return (text, file) => {
    const folder = dirname(file);
    const relatives = relativeNames(text, file).map((each) => each.file);
    const names = text.matchAll(/(?:from|import|require)\s*\(?\s*(['"`])([^.'"`\n][^'"`\n]{0,200})\1/g);
    const others = [...names].flatMap(([, , name = '']) => byName(bare(name), folder));
    return [...relatives, ...others].filter((found) => isOwn(found, repository));
  };
}

/** The relative paths in quotes that stand for a file, and which one that is. */
export function relativeNames(text: string, file: string): { name: string; file: string }[] {
  return [...text.matchAll(/(['"`])(\.{1,2}\/[^'"`\n]{1,200})\1/g)].flatMap(([, , name = '']) =>
    onDisk(resolve(dirname(file), bare(name))).map((found) => ({ name, file: found })),
  );
}

/** The code of a linked package. */
export function packageFiles(folder: string): string[] {
  return filesBelow(folder).filter((file) => ENDING.test(file));
}

/** The file that a path stands for, as runtimes and compilers complete it; none where there is none. */
export function onDisk(path: string): string[] {
  const plain = path.replace(/\.([cm]?)jsx?$/, '.$1ts');
  const found = [
    ...ENDINGS.map((ending) => `${path}${ending}`),
    plain,
    ...ENDINGS.slice(1).map((ending) => join(path, `index${ending}`)),
  ].find(isFile);
  return found === undefined ? [] : [found];
}

/** True for what is of the project: not installed, and not what runs leave behind. */
export function isOwn(path: string, root: string): boolean {
  const parts = relative(root, path).split(sep);
  return parts[0] !== '..' && !parts.some((part) => part === 'node_modules' || part === '.agent-replay');
}

export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Files by the last name of what they are imported as. */
function indexOf(root: string): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const file of filesBelow(root)) {
    const stem = stemOf(file);
    const names = basename(stem) === 'index' ? ['index', basename(dirname(stem))] : [basename(stem)];
    for (const name of names) {
      const same = index.get(name);
      if (same === undefined) index.set(name, [file]);
      else same.push(file);
    }
  }
  return index;
}

function isAt(file: string, wanted: string): boolean {
  return `/${file}`.endsWith(`/${wanted}`) || `/${file}`.endsWith(`/${wanted}/index`);
}

function stemOf(path: string): string {
  return path.split(sep).join('/').replace(ENDING, '');
}

/** Without what a bundler is told of it, as in `./prompt.md?raw`. */
function bare(path: string): string {
  return path.split(/[?#]/, 1)[0] || path;
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
