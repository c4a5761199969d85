import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a name such as `#db/orders` leads to. */
export interface SubpathTargets {
  /** Absolute paths. */
  paths: readonly string[];
  /** Names of packages. */
  packages: readonly string[];
}

/**
 * Tells what a name leads to by the `imports` of the package.json above a folder (Node's subpath imports), under whichever
 * condition. It keeps what it reads, so one is made for each look at the disk.
 */
export function subpathImports(): (name: string, folder: string) => SubpathTargets {
  const scopes = new Map<string, Scope | null>();
  const scopeOf = (folder: string): Scope | null => {
    const known = scopes.get(folder);
    if (known !== undefined) return known;
    const above = dirname(folder);
    const scope = readScope(folder) ?? (above === folder ? null : scopeOf(above));
    scopes.set(folder, scope);
    return scope;
  };
  return (name, folder) => {
    const scope = scopeOf(folder);
    const targets = scope === null ? [] : targetsOf(name, scope.imports);
    const isPath = (target: string): boolean => target.startsWith('./');
    return {
      paths: targets.filter(isPath).map((target) => join(scope?.folder ?? folder, target)),
      packages: targets.filter((target) => !isPath(target) && !target.startsWith('#')),
    };
  };
}

interface Scope {
  folder: string;
  imports: object;
}

function readScope(folder: string): Scope | null {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { imports?: unknown };
    const { imports } = manifest;
    return { folder, imports: typeof imports === 'object' && imports !== null ? imports : {} };
  } catch {
    return null;
  }
}

/** Of a name that several patterns match Node takes the longest; here all count. */
function targetsOf(name: string, imports: object): string[] {
  return Object.entries(imports).flatMap(([key, target]) => {
    if (key === name) return leavesOf(target);
    const [head = '', tail] = key.split('*');
    if (tail === undefined || !name.startsWith(head) || !name.endsWith(tail)) return [];
    const rest = name.slice(head.length, name.length - tail.length);
    return leavesOf(target).map((each) => each.replaceAll('*', () => rest));
  });
}

/** The targets under all conditions. */
function leavesOf(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  return typeof target === 'object' && target !== null ? Object.values(target).flatMap(leavesOf) : [];
}
