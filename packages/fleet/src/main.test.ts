import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const command = fileURLToPath(new URL('../bin/agent-replay-fleet.mjs', import.meta.url));
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

test.each([
  ['status', 'process.exit(0);'],
  ['tick critical', "process.on('exit', () => process.exit(0)); process.exit(0);"],
  ['work', 'process.reallyExit(0);'],
])('a config that ends the process of "%s" with 0 makes no fleet healthy', (args, code) => {
  const root = mkdtempSync(join(tmpdir(), 'agent-replay-fleet-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  symlinkSync(modules, join(root, 'node_modules'), 'junction');
  writeFileSync(join(root, 'agent-replay.config.mjs'), `${code}\nexport default {};`);
  const { status, stderr } = spawnSync(process.execPath, [command, ...args.split(' ')], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect([status, stderr]).toEqual([
    5,
    expect.stringContaining('ended the process with exit code 0') as unknown,
  ]);
});
