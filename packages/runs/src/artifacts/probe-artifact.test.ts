import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunEvent, sha256 } from '@agent-replay/contracts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { closeRun } from '../run/close-run.ts';
import { recordArtifact } from '../run/record-artifact.ts';
import { recordEvent } from '../run/record-event.ts';
import type { ClaimedArtifact } from './claimed-artifact.ts';
import { type StartOptions, startRun } from '../run/start-run.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { envelope } from '../store/envelope.suite.ts';
import { answersOf } from './probe-artifact.ts';

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-probes-'));
  store = await openStore(join(folder, 'runs.db'));
  await mkdir(join(folder, 'out'));
  await writeFile(join(folder, 'out/report.md'), 'done\n');
  await writeFile(join(folder, 'out/fix.diff'), '--- a\n+++ b\n');
  await writeFile(join(folder, 'out/blank.md'), ' \n');
  await writeFile(join(folder, 'out/cut.json'), '{"rows": [1, 2');
  await writeFile(join(folder, 'out/big.bin'), Buffer.alloc(3 * 1024 * 1024, 7));
  execFileSync('mkfifo', [join(folder, 'out/pipe')]);
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function closed(artifact: ClaimedArtifact, options: StartOptions = {}): Promise<string> {
  const run = await startRun(store, envelope(), { workspace: folder, ...options });
  await recordEvent(run, {
    kind: 'tool_call',
    interaction: {
      id: '1',
      lane: 'tool:search',
      kind: 'tool',
      effect: 'write',
      request: { name: 'search', arguments: {} },
      response: { result: { id: 'msg_8842', row: 'orders/991823' } },
    },
  });
  await recordArtifact(run, artifact);
  const contract = { artifacts: { min: 1 } };
  const { record } = await closeRun(run, { contract, probe_ms: 2000 });
  return `${record.failure_class ?? record.status}, ${record.artifact_refs.some(({ confirmed }) => confirmed) ? 'confirmed' : 'not confirmed'}`;
}

const good = 'passed, confirmed';
const unconfirmed = 'side_effect_unconfirmed, not confirmed';
const is = (seen: boolean) => ({ probe: () => seen });
/** Of what plain JavaScript may answer, at once and later. */
const says = (seen: unknown) => ({ probe: () => Promise.resolve(seen as boolean) });

it.each<[string, ClaimedArtifact, string]>([
  ['a file that is there', { kind: 'file', uri: 'out/report.md' }, good],
  ['a file by its URL', { kind: 'file', uri: 'file:NAME/out/report.md' }, good],
  [
    'a report of the size and digest that was claimed',
    { kind: 'report', uri: 'out/report.md', bytes: 5, sha256: sha256('done\n') },
    good,
  ],
  ['a diff', { kind: 'diff', uri: 'out/fix.diff' }, good],
  ['a file of several megabytes', { kind: 'file', uri: 'out/big.bin', bytes: 3 * 1024 * 1024 }, good],
  ['a row whose probe says yes', { kind: 'row', uri: 'postgres://db/orders/1', ...is(true) }, good],
  ['a message that an answer names', { kind: 'message_id', uri: 'msg_8842' }, good],
  ['a row that an answer names', { kind: 'row', uri: 'orders/991823' }, good],
  ['a message whose probe says yes', { kind: 'message_id', uri: 'msg_1', ...is(true) }, good],
  ['a URL whose probe says yes', { kind: 'url', uri: 'https://example.com/1', ...is(true) }, good],
  ['something else whose probe says yes', { kind: 'other', uri: 'lease:7', ...is(true) }, good],
  ['a file that is not there', { kind: 'file', uri: 'out/none.md' }, unconfirmed],
  [
    'a report of another size',
    { kind: 'report', uri: 'out/report.md', bytes: 9 },
    'schema_mismatch, not confirmed',
  ],
  [
    'a report of another digest',
    { kind: 'report', uri: 'out/report.md', sha256: sha256('x') },
    'schema_mismatch, not confirmed',
  ],
  ['a report of white space', { kind: 'report', uri: 'out/blank.md' }, 'empty_output, confirmed'],
  ['JSON that was cut off', { kind: 'file', uri: 'out/cut.json' }, 'schema_mismatch, confirmed'],
  ['a folder', { kind: 'file', uri: 'out' }, unconfirmed],
  ['a pipe, without waiting for who writes to it', { kind: 'file', uri: 'out/pipe' }, unconfirmed],
  ['a file URL of another host', { kind: 'file', uri: 'file://elsewhere/report.md' }, unconfirmed],
  ['a name with a zero byte', { kind: 'file', uri: 'out/report.md\0' }, unconfirmed],
  ['a row whose probe says no', { kind: 'row', uri: 'postgres://db/orders/1', ...is(false) }, unconfirmed],
  [
    'a row whose probe looked it up, and has nothing',
    { kind: 'row', uri: 'orders/991823', ...says(null) },
    unconfirmed,
  ],
  [
    'a file whose probe says nothing',
    { kind: 'file', uri: 'out/report.md', ...says(undefined) },
    unconfirmed,
  ],
  [
    'a row whose probe says nothing at once',
    { kind: 'row', uri: 'orders/991823', probe: () => undefined as never },
    unconfirmed,
  ],
  ['a row whose probe answers with it', { kind: 'row', uri: 'orders/1', ...says({ id: 1 }) }, unconfirmed],
  [
    'a message whose probe throws',
    {
      kind: 'message_id',
      uri: 'msg_8842',
      probe: () => {
        throw new Error('503');
      },
    },
    unconfirmed,
  ],
  [
    'a message whose probe rejects',
    { kind: 'message_id', uri: 'msg_8842', probe: () => Promise.reject(new Error('503')) },
    unconfirmed,
  ],
  [
    'a URL whose probe never answers',
    { kind: 'url', uri: 'https://example.com/1', probe: () => new Promise(() => undefined) },
    unconfirmed,
  ],
  ['a message that nobody names', { kind: 'message_id', uri: 'msg_0000' }, unconfirmed],
  ['something else without a probe', { kind: 'other', uri: 'lease:7' }, unconfirmed],
])('looks at %s when the run is closed', async (_, artifact, expected) => {
  const uri = artifact.uri.replace('NAME', folder);
  expect(await closed({ ...artifact, uri })).toBe(expected);
});

it('asks the probe of a kind where an artifact has none of its own', async () => {
  const seen: string[] = [];
  const probes = { row: (uri: string) => seen.push(uri) > 0 };
  expect(await closed({ kind: 'row', uri: 'db:orders/1' }, { probes })).toBe(good);
  expect(seen).toEqual(['db:orders/1']);
});

it.runIf(process.platform === 'linux')('reads no longer in a file than its probe may take', async () => {
  const path = join(folder, 'endless.bin');
  await writeFile(path, '');
  await truncate(path, 1e12);
  const run = await startRun(store, envelope(), { workspace: folder });
  await recordArtifact(run, { kind: 'file', uri: 'endless.bin' });
  const { record } = await closeRun(run, { contract: { artifacts: { min: 1 } }, probe_ms: 20 });
  expect(record.failure_reason).toContain('the probe took longer than 20 ms');
  await vi.waitFor(async () => expect(await openFiles()).not.toContain(path), { timeout: 5000 });
});

async function openFiles(): Promise<string[]> {
  const files = await readdir('/proc/self/fd');
  return Promise.all(files.map((file) => readlink(`/proc/self/fd/${file}`).catch(() => '')));
}

it('reads the answers of calls once for all artifacts, without those that a server refused', () => {
  const answered = (status: number, text: string): RunEvent => ({
    run_id: 'r',
    seq: 1,
    at: '2026-01-01T00:00:00.000Z',
    kind: 'tool_call',
    interaction: {
      id: '1',
      kind: 'http',
      effect: 'write',
      request: { method: 'POST', url: 'http://127.0.0.1/', headers: [] },
      response: { status, headers: [], body: { text } },
    },
  });
  const answers = answersOf([answered(201, 'row_1'), answered(409, 'row_2')]);
  expect(answers()).toEqual([expect.stringContaining('row_1')]);
  expect(answers()).toBe(answers());
});
