import { expect, test } from 'vitest';
import { allowRuleFault } from './allow-rule.ts';
import { guardPath } from './guard/load-guard.ts';
import { spawnSync } from 'node:child_process';

const GOOD = [
  'tcp:127.0.0.1:5432',
  'tcp:localhost:*',
  'tcp:[::1]:80',
  'udp:dns.example:53',
  'listen:*:80',
  'dns:x.example',
  'unix:/run/x.sock',
  'spawn:git',
  'spawn:*',
  'worker:/x.js',
  'addon:better-sqlite3',
  'loader:tsx',
  'fs:/tmp/out',
  'signal:1',
  'inspector:*',
];
const UNREADABLE = [
  'x',
  '',
  'tpc:x',
  'tpc:x:1',
  'spawn:',
  'tcp:127.0.0.1',
  'tcp:a:b:1',
  'tcp:a:99999',
  'tcp:::1:80',
  'listen:80',
  'fs:out',
  'own:/x',
  'TCP:a:1',
];

test.each([
  ...GOOD.map((rule) => [rule, true] as const),
  ...UNREADABLE.map((rule) => [rule, false] as const),
])('%s: whether it is a rule, the guard says the same', (rule, isRule) => {
  expect(allowRuleFault(rule) === undefined).toBe(isRule);
  const guarded = spawnSync(process.execPath, ['--require', guardPath, '-e', '0'], {
    env: { AGENT_REPLAY_GUARD: JSON.stringify({ allow: [rule] }) },
  });
  expect(guarded.status === 0).toBe(isRule);
});

test.each(['tcp:*:443', 'tcp:*.example.com:443', 'udp:*:53', 'listen:*.example:80'])(
  '%s lets nothing pass, and is none',
  (rule) => {
    expect(allowRuleFault(rule)).toContain('no pattern');
  },
);
