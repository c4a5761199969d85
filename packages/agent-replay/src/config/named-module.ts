import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import module from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What a config names as `"./src/agent.ts#name"` or `"@acme/agents/refunds#name"`. */
export interface NamedModule {
  /** Absolute; null for a package, or a part of one, that is not installed. */
  file: string | null;
  /** The export; null for the default one. */
  exportName: string | null;
  /** The name by which it is imported, and the folder of its package; null for a path. */
  package: { specifier: string; folder: string } | null;
  /** Why there is no file, as Node says it. */
  cause: string | null;
}

/**
 * Finds the module that a config names. A path is from the config's folder; a bare name is a file of that folder
 * where there is one, and else a package, found as an import from there is.
 */
export function namedModule(source: string, root: string): NamedModule {
  const hash = source.lastIndexOf('#');
  const exportName = hash === -1 ? null : source.slice(hash + 1);
  const name = hash === -1 ? source : source.slice(0, hash);
  const path = isAbsolute(name) ? name : join(root, name);
  if (isAbsolute(name) || /^\.{1,2}(?:[\\/]|$)/.test(name) || isFile(path))
    return { file: path, exportName, package: null, cause: null };
  try {
    const file = resolveFrom(name, root);
    const folder = packageFolder(file);
    // A package that names itself is the project's own code.
    const isOwn = folder === null || folder === packageFolder(join(root, 'package.json'));
    return { file, exportName, package: isOwn ? null : { specifier: name, folder }, cause: null };
  } catch (error) {
    return { file: null, exportName, package: null, cause: (error as Error).message };
  }
}

const ASKED = 'agent-replay:asked';

/** As Node resolves an import in that folder: `exports` with the conditions of this process, self-references, links. */
function resolveFrom(specifier: string, root: string): string {
  const parentURL = pathToFileURL(join(root, 'agent-replay.config.ts')).href;
  // `import.meta.resolve` takes another parent only behind a flag.
  const hooks = module.registerHooks({
    resolve: (asked, context, next) =>
      asked === ASKED ? next(specifier, { ...context, parentURL }) : next(asked, context),
  });
  try {
    return fileURLToPath(import.meta.resolve(ASKED));
  } finally {
    hooks.deregister();
  }
}

/** The nearest folder with a package.json that has a name, without links; one without a name only says how files are read. */
function packageFolder(file: string): string | null {
  for (let at = dirname(file); ; at = dirname(at)) {
    const manifest = join(at, 'package.json');
    if (existsSync(manifest) && hasName(manifest)) return realpathSync(at);
    if (dirname(at) === at) return null;
  }
}

function hasName(manifest: string): boolean {
  return 'name' in (JSON.parse(readFileSync(manifest, 'utf8')) as object);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
