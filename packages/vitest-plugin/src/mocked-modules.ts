import { hasUsedModules } from './fresh-modules.ts';

/** What Vitest has in place of a module, as far as this reads it; the same in 4.1 and 5, and not of its public API. */
interface Mock {
  type: 'manual' | 'automock' | 'autospy' | 'redirect';
  /** Absolute path, or the name of a package. */
  id: string;
}

interface MockedNode {
  exports?: unknown;
  mockedExports?: unknown;
}

interface Mocker {
  getMockerRegistry(): { keys(): Iterable<string>; get(url: string): Mock | undefined };
  evaluatedModules?: { getModuleById(id: string): MockedNode | undefined };
}

// Held from the start, as an agent may put another in its place; none where Vitest can mock nothing.
const mocker = (globalThis as { __vitest_mocker__?: Mocker }).__vitest_mocker__;

let isUnknown = false;

/** Notes whether modules may be left that a test file has mocked; before the first replay of a test file. */
export function noteUsedModules(): void {
  isUnknown = hasUsedModules();
}

/**
 * The modules in whose place a mock of `vi.mock` was loaded since this test file began, by the agent or by a setup file.
 * Where it cannot be told whether one was loaded, it was; null where it cannot be told of any.
 */
export function mockedModules(): string[] | null {
  if (isUnknown) return null;
  if (mocker === undefined) return [];
  const registry = mocker.getMockerRegistry();
  return [...registry.keys()].flatMap((url) => {
    const mock = registry.get(url);
    return mock !== undefined && isLoaded(mock, mocker) ? [mock.id] : [];
  });
}

function isLoaded({ type, id }: Mock, { evaluatedModules: modules }: Mocker): boolean {
  // Of a file in __mocks__ only that file knows.
  if (modules === undefined || type === 'redirect') return true;
  const node = modules.getModuleById(`mock:${id}`);
  return node?.exports !== undefined || node?.mockedExports !== undefined;
}
