import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as contracts from './index.ts';
import * as matchers from './matchers/index.ts';

test('exports every function that the README shows', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const shown = [
    ...readme.matchAll(
      /\b((?:check|define|parse|is|to|from|coding|research)[A-Z]\w+|check|judge|locate|normalize|revive|fingerprint)\(/g,
    ),
  ];
  const names = new Set(shown.map(([, name]) => name));
  const exported = { ...contracts, ...matchers.matchers };
  expect(names.size).toBeGreaterThan(20);
  expect([...names].filter((name) => !Object.hasOwn(exported, name))).toEqual([]);
});

test('I1.2: has one validator', () => {
  const validators = Object.keys(contracts).filter((name) => /^(?:check|validate)/.test(name));
  expect(validators).toEqual(['check', 'checkJson']);
});
