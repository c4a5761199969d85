import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { showCommand } from './show-command.ts';

it('names a run alone where Vitest was started in its folder', () => {
  expect(showCommand('r1', process.cwd())).toBe('agent-replay show r1');
  expect(showCommand('r1', join(process.cwd(), 'packages/pay'))).toBe(
    'cd packages/pay && agent-replay show r1',
  );
});

it.each(['a b', '$HOME', '`echo x`', "it's", '"q"', '$(echo x)'])(
  'leaves nothing of %s to the shell',
  (name) => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'show-command-')));
    onTestFinished(() => rmSync(root, { recursive: true }));
    mkdirSync(join(root, name));
    const command = showCommand('r1', join(root, name)).replace('agent-replay show r1', 'pwd');
    expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe(`${join(root, name)}\n`);
  },
);
