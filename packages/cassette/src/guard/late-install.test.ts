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

test.each(['inspector', 'inspector/promises'])(
  'a guard that comes after node:%s keeps its port shut in strict, and off other networks elsewhere',
  (name) => {
    const code = `const inspector = require('node:${name}');
      const open = (...args) => { try { inspector.open(...args); inspector.close(); return 'open' } catch (error) { return error.code } };
      const guard = require(${JSON.stringify(guardPath)}).installGuard({ mode: 'cassette', exit: false });
      console.log(open(0), open(0, '127.0.0.1'), open(0, '0.0.0.0'));
      guard.adopt({ mode: 'strict', exit: false });
      console.log(open(0));`;
    const { stdout } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8', timeout: 20_000 });
    expect(stdout).toBe('open open ERR_REPLAY_BLOCKED\nERR_REPLAY_BLOCKED\n');
  },
);
