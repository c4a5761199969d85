import { expect, test } from 'vitest';
import { nearestName, refuseUnknownKeys } from './known-keys.ts';

const KNOWN = ['name', 'run', 'timeoutSeconds', 'toolAllowlist', 'constructor'];

test.each([
  ['timeOutSeconds', 'timeoutSeconds'],
  ['timeout_seconds', 'timeoutSeconds'],
  ['nme', 'name'],
  ['tool_allow_list', 'toolAllowlist'],
  ['ru', 'run'],
  ['model', undefined],
  ['', undefined],
])('the known name nearest to "%s" is %s', (name, nearest) => {
  expect(nearestName(name, KNOWN)).toBe(nearest);
});

test('no name is too long to be looked for', () => {
  expect(nearestName('x'.repeat(1e6), KNOWN)).toBeUndefined();
});

test('an unknown key is named, with those that are known', () => {
  const refuse = (value: object) => () =>
    refuseUnknownKeys('Failed to define an agent', value, ['name', 'run']);
  expect(refuse({ name: 'x', run: null })).not.toThrow();
  expect(refuse({ nme: 'x' })).toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to define an agent: there is no key "nme".
      known  name, run
      fix    write name]
  `);
  expect(refuse({ toString: 1 })).toThrow('there is no key "toString"');
});
