import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { guardPath } from './load-guard.ts';

test.each(['off', 'cassette', 'strict'])(
  'a guard that comes late finds every way out hooked in mode %s',
  (mode) => {
    const code = `require(${JSON.stringify(guardPath)}).installGuard({ mode: ${JSON.stringify(mode)} }); console.log('hooked');`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect({ stdout, stderr }).toEqual({ stdout: 'hooked\n', stderr: '' });
  },
);
