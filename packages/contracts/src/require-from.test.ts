import { expect, test } from 'vitest';
import { requireFrom } from './require-from.ts';

test('loads what is installed, and what Node has', () => {
  const load = requireFrom(import.meta.url);
  expect(load('ajv')).toHaveProperty('default');
  expect(load('node:timers')).toHaveProperty('setTimeout');
});

test('says to leave it out of a bundle that has no URL, or is alone', () => {
  expect(() => requireFrom(undefined)).toThrow(/bundled into CommonJS.*--external:agent-replay/s);
  expect(() => requireFrom('file:///nowhere/bundle.mjs')('ajv')).toThrow(
    /"ajv" is not installed beside file:\/\/\/nowhere\/bundle\.mjs.*--external:agent-replay/s,
  );
});
