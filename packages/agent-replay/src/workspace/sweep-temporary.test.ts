import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { sweepTemporary } from './sweep-temporary.ts';

const UUID = '0193a5c0-1111-4222-8333-444455556666';
const IN_THREE_DAYS = Date.now() + 3 * 86_400_000;

it('removes old folders of processes that are gone, and nothing else', async () => {
  const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
  const folder = await mkdtemp(join(tmpdir(), 'sweep-temporary-'));
  try {
    const gone = [`ledger-${dead}-a1B2c3`, `child-${dead}-a1B2c3`, 'bridge-a1B2c3', 'demo-a1B2c3', UUID];
    const stays = [`ledger-${process.pid}-a1B2c3`, 'spool-0a1b2c3d', 'notes', 'prove-host-1-a1B2c3'];
    for (const name of [...gone, ...stays]) {
      await mkdir(join(folder, `agent-replay-${name}`, 'deep'), { recursive: true });
      await writeFile(join(folder, `agent-replay-${name}`, 'deep', 'file'), 'x');
    }
    await mkdir(join(folder, 'theirs'));
    await writeFile(join(folder, 'theirs', 'kept'), 'x');
    await symlink(join(folder, 'theirs'), join(folder, 'agent-replay-child-Link00'));
    await writeFile(join(folder, 'agent-replay-child-File00'), 'x');

    vi.useFakeTimers({ toFake: ['Date'], now: IN_THREE_DAYS });
    await sweepTemporary(folder);
    vi.useRealTimers();
    expect(await readdir(folder)).toHaveLength(gone.length + stays.length + 3);
    await mkdir(join(folder, `agent-replay-${UUID}`, 'in'));
    await symlink(join(folder, 'theirs'), join(folder, `agent-replay-${UUID}`, 'in', 'link'));
    await sweepTemporary(folder, IN_THREE_DAYS);

    expect((await readdir(folder)).toSorted()).toEqual(
      [
        ...stays.map((name) => `agent-replay-${name}`),
        'agent-replay-child-File00',
        'agent-replay-child-Link00',
        'theirs',
      ].toSorted(),
    );
    expect(await readdir(join(folder, 'theirs'))).toEqual(['kept']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
