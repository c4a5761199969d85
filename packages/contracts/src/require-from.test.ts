import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
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

test('a package that misses one of its own is no matter of bundles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'require-from-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'node_modules/half'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/half/index.js'), "require('gone');");
  expect(() => requireFrom(pathToFileURL(join(folder, 'app.mjs')).href)('half')).toThrow(
    expect.objectContaining({
      code: 'MODULE_NOT_FOUND',
      message: expect.stringMatching(/^Cannot find module 'gone'/),
    }),
  );
});
