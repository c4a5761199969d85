import { expect, test } from 'vitest';
import { hideRunner } from './hide-runner.ts';

test('what Vitest keeps in a realm stays there, outside of the list of its names', () => {
  const realm = { fetch: 1, __vitest_required__: { util: 2 }, own: 3 };
  hideRunner(realm);
  expect(Object.keys(realm)).toEqual(['fetch', 'own']);
  expect(realm.__vitest_required__).toEqual({ util: 2 });
});

test('in a worker of Vitest nothing of it is left in the list', () => {
  expect(Object.keys(globalThis).filter((name) => name.startsWith('__vitest'))).not.toEqual([]);
  hideRunner();
  expect(Object.keys(globalThis).filter((name) => name.startsWith('__vitest'))).toEqual([]);
});
