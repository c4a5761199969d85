import { createRequire, isBuiltin } from 'node:module';
import { delimiter, sep } from 'node:path';

/** What Jest has loaded: mocks by the ids of modules, modules by path; not of its public API. */
type Loaded = ReadonlyMap<string, unknown>;

interface Runtime {
  registries?: { moduleRegistry?: Loaded; mockRegistry?: Loaded; moduleMockRegistry?: Loaded };
  // Before 30.5:
  _moduleRegistry?: Loaded;
  _mockRegistry?: Loaded;
  _moduleMockRegistry?: Loaded;
}

/**
 * The modules in whose place a mock was loaded in a sandbox, by `jest.mock`, `automock` or a file in `__mocks__`; null where this Jest
 * does not say.
 */
export function mockedModules(runtime: object): string[] | null {
  const { registries, _moduleRegistry, _mockRegistry, _moduleMockRegistry } = runtime as Runtime;
  const modules = registries?.moduleRegistry ?? _moduleRegistry;
  const loaded = [
    registries?.mockRegistry ?? _mockRegistry,
    registries?.moduleMockRegistry ?? _moduleMockRegistry,
  ];
  if (!isMap(modules) || !loaded.every(isMap)) return null;
  return [
    ...loaded.flatMap((each) => [...each.keys()].map(pathOf)),
    ...[...modules.keys()].flatMap((path) => packageMockedBy(path) ?? []),
  ];
}

const MOCKS = `${sep}__mocks__${sep}`;

/** The package that a loaded file is the mock of: Jest takes such a file unasked, and keeps it as if it were the module. */
function packageMockedBy(path: string): string | null {
  const at = path.lastIndexOf(MOCKS);
  if (at === -1) return null;
  const name = path
    .slice(at + MOCKS.length)
    .replace(/\.[^.]*$/, '')
    .replaceAll(sep, '/')
    .replace(/\/index$/, '');
  return !isBuiltin(name) && isInstalled(name, path) ? name : null;
}

/** Tells a mock from what else a project keeps beside it, and loads itself. */
function isInstalled(name: string, from: string): boolean {
  try {
    return createRequire(from).resolve(name) !== '';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND';
  }
}

function isMap(value: unknown): value is Loaded {
  return Object.prototype.toString.call(value) === '[object Map]';
}

/** Of an id that Jest puts together: a type, the path where there is one, and what else tells it from others. */
function pathOf(id: string): string {
  return id.split(delimiter)[1] || id;
}
