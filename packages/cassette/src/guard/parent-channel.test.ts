import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { guardPath } from './load-guard.ts';

test.each(['cassette', 'strict'])(
  'the descriptor of the channel to the parent is not written to in mode %s, and messages go through',
  async (mode) => {
    const code = `
      const line = '"by descriptor"\\n';
      let refused;
      try { require('node:fs').writeSync(process.channel.fd, line); } catch ({ code }) { refused = code; }
      process.send(refused);`;
    const child = spawn(process.execPath, ['--require', guardPath, '-e', code], {
      env: { AGENT_REPLAY_GUARD: JSON.stringify({ mode, exit: false }) },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    expect(await once(child, 'message')).toEqual(['ERR_REPLAY_BLOCKED', undefined]);
    child.kill();
  },
);
