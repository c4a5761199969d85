import { delimiter } from 'node:path';

/** Mocks that Jest has loaded, by the ids of modules; not of its public API. */
type Loaded = ReadonlyMap<string, unknown>;

interface Runtime {
  registries?: { mockRegistry?: Loaded; moduleMockRegistry?: Loaded };
  // Before 30.5:
  _mockRegistry?: Loaded;
  _moduleMockRegistry?: Loaded;
}

/**
 * The modules in whose place a mock was loaded in a sandbox, by `jest.mock`, `automock` or a file in `__mocks__`; null where this Jest
 * does not say.
 */
export function mockedModules(runtime: object): string[] | null {
  const { registries, _mockRegistry, _moduleMockRegistry } = runtime as Runtime;
  const loaded = [
    registries?.mockRegistry ?? _mockRegistry,
    registries?.moduleMockRegistry ?? _moduleMockRegistry,
  ];
  if (loaded.some((each) => !isMap(each))) return null;
  return loaded.flatMap((each) => [...(each as Loaded).keys()].map(pathOf));
}

function isMap(value: unknown): value is Loaded {
  return Object.prototype.toString.call(value) === '[object Map]';
}

/** Of an id that Jest puts together: a type, the path where there is one, and what else tells it from others. */
function pathOf(id: string): string {
  return id.split(delimiter)[1] || id;
}
