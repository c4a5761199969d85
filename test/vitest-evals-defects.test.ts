import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCassette, tool } from '../packages/agent-replay/src/index.ts';

// What the tool replay of vitest-evals 0.16 does, measured: it calls the tool live on a miss, keeps the last of
// several answers to one call, writes secrets as they are, and makes a path of the tool's name.

let base: string;
let path: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'agent-replay-evals-'));
  path = join(base, 'suite/fixture');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Records some calls; `answers` are given in order. */
async function record(name: string, calls: readonly unknown[], answers: readonly unknown[]): Promise<void> {
  const left = [...answers];
  const recorded = tool(name, async (_args: unknown) => left.shift(), { effect: 'read' });
  const tape = await openCassette({ path, mode: 'record' });
  for (const args of calls) await recorded(args);
  await tape.close();
}

test('a miss never calls the tool', async () => {
  await record('search', [{ q: 'known' }], ['answer']);
  let live = 0;
  const search = tool('search', async (_args: unknown) => (live += 1), { effect: 'read' });
  const tape = await openCassette({ path });
  await expect(search({ q: 'unknown' })).rejects.toThrow('no recorded interaction matches');
  const { misses } = await tape.close();
  expect([live, misses.length]).toEqual([0, 1]);
});

test('each of several answers to one call is kept, in order', async () => {
  const calls = [{ id: 7 }, { id: 7 }, { id: 7 }];
  await record('poll', calls, ['pending', 'pending', 'done']);
  const poll = tool('poll', async (_args: unknown) => 'live', { effect: 'read' });
  const tape = await openCassette({ path });
  const answers: unknown[] = [];
  for (const args of calls) answers.push(await poll(args));
  await expect(poll({ id: 7 })).rejects.toThrow('recorded 3, call 4');
  await tape.close();
  expect(answers).toEqual(['pending', 'pending', 'done']);
});

test('no secret is on the disk, of arguments or of an answer', async () => {
  const secrets = [`ghp_${'a1B2'.repeat(9)}`, `sk-ant-api03-${'x9Y8z7W6'.repeat(8)}`];
  await record('login', [{ password: 'correct horse battery', token: secrets[0] }], [{ key: secrets[1] }]);
  const written = readFileSync(join(path, 'tool_cassettes.json'), 'utf8');
  for (const secret of [...secrets, 'correct horse battery']) expect(written).not.toContain(secret);
});

test("a tool's name is never a path", async () => {
  const name = '../../../escaped';
  await record(name, [{ n: 1 }], ['answer']);
  expect(
    (readdirSync(base, { recursive: true }) as string[]).toSorted((a, b) => a.length - b.length),
  ).toEqual(['suite', 'suite/fixture', 'suite/fixture/tool_cassettes.json']);
  expect(existsSync(join(base, '../escaped'))).toBe(false);
  const again = tool(name, async (_args: unknown) => 'live', { effect: 'read' });
  const tape = await openCassette({ path });
  expect(await again({ n: 1 })).toBe('answer');
  await tape.close();
});
