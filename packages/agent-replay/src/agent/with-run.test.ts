import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonSha256 } from '@agent-replay/contracts';
import { openStore, type Store, withRun as withRunAlone } from '@agent-replay/runs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defineAgent } from './define-agent.ts';
import { withRun } from './with-run.ts';

let folder: string;
let store: Store;
const server = createServer((_, response) => response.end('{"hits":3}'));
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'with-run-'));
  store = await openStore(join(folder, 'runs.db'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  server.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const envelope = (task_id: string) => ({
  task_id,
  attempt: 1,
  agent_name: 'searcher',
  model: 'm',
  prompt_version: '1',
  tool_allowlist: ['*'],
  timeout_seconds: 60,
  state_refs: [],
  input_sha256: jsonSha256({}),
});
const ask = async () => {
  const { port } = server.address() as AddressInfo;
  return (await fetch(`http://127.0.0.1:${port}/find?page=2`)).json();
};

test('a run has the HTTP that its code did, without anything wrapped', async () => {
  const { record } = await withRun(store, envelope('observed'), async () => {
    expect(await ask()).toEqual({ hits: 3 });
    return { contract: { output: { type: 'object' } }, output: { done: true } };
  });
  expect(record.status).toBe('passed');
  const events = await store.getEvents(record.run_id);
  expect(events).toMatchObject([
    {
      kind: 'tool_call',
      interaction: {
        kind: 'http',
        request: { method: 'GET', url: expect.stringContaining('/find?page=2') as string },
        response: { status: 200, body: { json: { hits: 3 } } },
      },
    },
  ]);
  expect((await store.getFacts(record.run_id))?.capture?.unknown).toEqual([]);
});

test('a call that nobody waited for is on the record, and what is thrown is thrown on', async () => {
  const boom = new Error('boom');
  const run = withRun(store, envelope('thrown'), async () => {
    void ask();
    throw boom;
  });
  await expect(run).rejects.toBe(boom);
  const [record] = await store.listRuns({ task_id: 'thrown' });
  expect(record).toMatchObject({ status: 'failed', failure_class: 'exception' });
  const kinds = (await store.getEvents(record?.run_id ?? '')).map(({ kind }) => kind);
  expect(kinds.toSorted()).toEqual(['exception', 'tool_call']);
  await expect(withRun(store, envelope('thrown'), ask)).rejects.toMatchObject({ code: 'RUN_DUPLICATE' });
});

test('once it is over nothing is observed: runs of the store alone say whom they asked', async () => {
  const { record } = await withRunAlone(store, envelope('alone'), async () => void (await ask()));
  expect(await store.getEvents(record.run_id)).toEqual([]);
  const { port } = server.address() as AddressInfo;
  expect((await store.getFacts(record.run_id))?.capture?.unknown).toEqual([`http:127.0.0.1:${port}`]);
});

test('work is done also where the config cannot be read, and its capture is told to be incomplete', async () => {
  const broken = join(folder, 'broken');
  await mkdir(broken);
  await writeFile(join(broken, 'package.json'), '{}');
  const config = join(broken, 'agent-replay.config.json');
  await writeFile(config, '{ "mode": ');
  const before = process.cwd();
  const unknownOf = async (task: string) => {
    const { record } = await withRun(store, envelope(task), async () => {
      expect(await ask()).toEqual({ hits: 3 });
      return { contract: { artifacts: { min: 0 } } };
    });
    expect(record.status).toBe('passed');
    expect(await store.getEvents(record.run_id)).toHaveLength(1);
    return (await store.getFacts(record.run_id))?.capture?.unknown;
  };
  process.chdir(broken);
  try {
    expect(await unknownOf('with a broken config')).toEqual(['config']);
    await writeFile(config, '{}');
    expect(await unknownOf('with a mended one')).toEqual([]);
  } finally {
    process.chdir(before);
  }
});

test('an agent is not run where the config cannot be read, since nobody knows what its record must not hold', async () => {
  const unread = join(folder, 'unread');
  await mkdir(unread);
  await writeFile(join(unread, 'package.json'), '{}');
  await writeFile(join(unread, 'agent-replay.config.json'), '{ "redact": ');
  let hasRun = false;
  const agent = defineAgent({ name: 'unread', codeVersion: 'abc', run: () => (hasRun = true) });
  const before = process.cwd();
  process.chdir(unread);
  try {
    const executing = agent.execute({ task_id: 'unread', payload: null }, { store });
    await expect(executing).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  } finally {
    process.chdir(before);
  }
  expect(hasRun).toBe(false);
  expect(await store.nextAttempt('unread', 'live', 'unread')).toBe(1);
});
