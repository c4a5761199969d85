import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCassette } from '@agent-replay/cassette';
import { type FixtureInput, type Interaction, type Json, jsonSha256 } from '@agent-replay/contracts';
import {
  closeRun,
  openStore,
  recordEvent,
  type Run,
  startRun,
  type Store,
  watchdog,
} from '@agent-replay/runs';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { LOCK_FILE, readLock } from '../lock/lock-file.ts';
import { validateFixtures } from '../discover/validate-fixtures.ts';
import { freeze } from './freeze.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freeze-'));
  // Without one the folder above may be the project.
  await writeFile(join(folder, 'package.json'), '{}');
  store = await openStore(join(folder, '.agent-replay', 'runs.db'));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** A failed run that read two states; returns its id. */
async function failedRun(
  state: { ref: string; content: number }[],
  {
    payload = {},
    work = async () => undefined,
    contract = { artifacts: { min: 1 } },
    task_id = 'task',
  }: { payload?: Json; work?: (run: Run) => Promise<unknown>; contract?: object; task_id?: string } = {},
): Promise<string> {
  const uris = ['order:7', 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ'];
  const run = await startRun(
    store,
    {
      task_id,
      attempt: 1,
      agent_name: 'agent',
      code_version: 'abc',
      model: 'm',
      prompt_version: '1',
      tool_allowlist: [],
      timeout_seconds: 60,
      input_sha256: jsonSha256({}),
      state_refs: uris.map((uri) => ({ uri, sha256: jsonSha256(1), version: null })),
    },
    { details: { payload, state }, workspace: folder },
  );
  await work(run);
  return (await closeRun(run, { contract })).record.run_id;
}

it('makes one fixture of a run that is frozen several times at once, and one of each of several runs', async () => {
  const given = [
    { ref: 'order:7', content: 1 },
    { ref: 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ', content: 1 },
  ];
  const config = await loadConfig(folder);
  const [one, other] = [await failedRun(given), await failedRun(given, { task_id: 'other' })];
  const frozen = await Promise.all([one, one, other, one].map((runId) => freeze(store, runId, { config })));
  const ids = frozen.map(({ fixture_id }) => fixture_id);
  expect(ids).toEqual([ids[0], ids[0], ids[2], ids[0]]);
  expect(new Set(ids).size).toBe(2);
  expect(await readdir(join(folder, 'fixtures/agent_failure_forensics'))).toEqual(
    [...new Set(ids)].toSorted(),
  );
});

it('writes nothing behind a link that stands for the folder of a suite or of a fixture', async () => {
  const state = [
    { ref: 'order:7', content: 1 },
    { ref: 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ', content: 1 },
  ];
  const config = await loadConfig(folder);
  const run = await failedRun(state);
  const elsewhere = await mkdtemp(join(tmpdir(), 'freeze-elsewhere-'));
  onTestFinished(() => rm(elsewhere, { recursive: true, force: true }));
  await mkdir(join(folder, 'fixtures'));
  await symlink(elsewhere, join(folder, 'fixtures/linked'));
  await expect(freeze(store, run, { config, suite: 'linked' })).rejects.toThrow(
    /is a link, which is not followed/,
  );
  expect(await readdir(elsewhere)).toEqual([]);

  const { dir, fixture_id } = await freeze(store, run, { config });
  await rename(dir, join(elsewhere, fixture_id));
  await symlink(join(elsewhere, fixture_id), dir);
  await rm(join(dir, 'input.json'));
  const again = await freeze(store, run, { config });
  expect(again.fixture_id).not.toBe(fixture_id);
  expect(await readdir(join(elsewhere, fixture_id))).not.toContain('input.json');
});

it('works out what it writes while others may have the turn', async () => {
  const given = ['order:7', 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ'].map((ref) => ({
    ref,
    content: 1,
  }));
  const config = await loadConfig(folder);
  const runId = await failedRun(given, { payload: { text: 'given' } });
  const { payload, ...details } = await store.getDetails(runId);
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  await mkdir(join(folder, '.agent-replay'), { recursive: true });
  const taken: boolean[] = [];
  const getDetails = async () => ({
    ...details,
    // Where this is read, what is written is worked out.
    get payload() {
      const other = new DatabaseSync(join(folder, '.agent-replay', 'freeze.turn'), { timeout: 0 });
      try {
        other.exec('begin immediate');
        taken.push(false);
      } catch {
        taken.push(true);
      } finally {
        other.close();
      }
      return payload;
    },
  });
  await freeze({ ...store, getDetails }, runId, { config });
  expect(taken.length).toBeGreaterThan(2);
  expect(taken).not.toContain(true);
});

const GIVEN = ['order:7', 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ'].map((ref) => ({
  ref,
  content: 1,
}));

it('writes over a fixture as often as it is frozen, and not over what was changed in it', async () => {
  const config = await loadConfig(folder);
  const runId = await failedRun(GIVEN, { payload: { text: 'given' } });
  // Names such as these stand for secrets elsewhere.
  const named = { config, suite: 'password', fixtureId: 'api_key' };
  const { dir } = await freeze(store, runId, named);
  const filesIn = async (): Promise<string[]> =>
    Promise.all((await readdir(dir)).toSorted().map((name) => readFile(join(dir, name), 'utf8')));
  const first = await filesIn();
  await freeze(store, runId, named);
  expect(await filesIn()).toEqual(first);

  const expected = join(dir, 'expected.json');
  const text = await readFile(expected, 'utf8');
  await writeFile(expected, JSON.stringify(JSON.parse(text)).replaceAll(',', ',\r\n'));
  await freeze(store, runId, named);
  expect(await filesIn()).toEqual(first);

  await writeFile(expected, text.replace('"min": 1', '"min": 2'));
  const notes = join(dir, 'notes.json');
  await writeFile(notes, (await readFile(notes, 'utf8')).replace('"owner": null', '"owner": "ops"'));
  const before = await filesIn();
  await expect(freeze(store, runId, named)).rejects.toMatchObject({
    code: 'FREEZE_REFUSED',
    message: expect.stringMatching(
      /was changed since it was frozen\.\n {2}changed {2}expected\.json\n {2}fix {6}.*--id.*--force/,
    ) as string,
    details: { reason: 'changed', changed: ['expected.json'] },
  });
  expect(await filesIn()).toEqual(before);
  await freeze(store, runId, { ...named, fixtureId: 'other' });
  await freeze(store, runId, { ...named, force: true });
  expect((await filesIn()).map((each) => each.replace('"owner": "ops"', '"owner": null'))).toEqual(first);
  expect(await readFile(notes, 'utf8')).toContain('"owner": "ops"');
});

it.each(['', '{', '{"format":2}'])(
  'where it is unknown what was frozen (%j), holds a fixture against what it would be',
  async (known) => {
    const config = await loadConfig(folder);
    const runId = await failedRun(GIVEN);
    const { dir } = await freeze(store, runId, { config });
    await writeFile(join(folder, '.agent-replay/frozen.json'), known);
    await freeze(store, runId, { config });
    await writeFile(join(folder, '.agent-replay/frozen.json'), known);
    const input = join(dir, 'input.json');
    await writeFile(
      input,
      (await readFile(input, 'utf8')).replace('"timeout_seconds": 60', '"timeout_seconds": 6'),
    );
    await expect(freeze(store, runId, { config })).rejects.toMatchObject({
      message: expect.stringContaining('is not as this run would be frozen now') as string,
      details: { changed: ['input.json'] },
    });
  },
);

it.each([
  ['/sute', { sute: 'x' }],
  ['/tier', { tier: 'often' }],
  ['/status/0', { status: ['fine'] }],
  ['/fixtureId', { fixtureId: 7 }],
])('writes nothing for options that are wrong at %s', async (path, options) => {
  const config = await loadConfig(folder);
  const runId = await failedRun(GIVEN);
  await expect(freeze(store, runId, { config, ...options } as never)).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    issues: [expect.objectContaining({ path })],
  });
  expect(await readdir(folder)).toEqual(['.agent-replay', 'package.json']);
});

it('takes the folder that a freeze left which was killed, and none that holds anything', async () => {
  const config = await loadConfig(folder);
  const runId = await failedRun(GIVEN);
  const suite = join(folder, 'fixtures/agent_failure_forensics');
  await mkdir(join(suite, 'killed'), { recursive: true });
  await writeFile(join(suite, 'killed/.notes.json.b0d6fe68b9b3.tmp'), '{');
  await mkdir(join(suite, 'held'));
  await writeFile(join(suite, 'held/tool_cassettes.json'), '{}');
  await writeFile(join(suite, 'file'), '');
  expect((await freeze(store, runId, { config, fixtureId: 'killed' })).fixture_id).toBe('killed');
  expect(await readdir(join(suite, 'killed'))).not.toContain('.notes.json.b0d6fe68b9b3.tmp');
  expect((await freeze(store, runId, { config, fixtureId: 'held' })).fixture_id).toMatch(/^held_/);
  expect((await freeze(store, runId, { config, fixtureId: 'file' })).fixture_id).toMatch(/^file_/);
});

it('writes nothing beside a lock file that cannot be read, as after a merge', async () => {
  const config = await loadConfig(folder);
  const runId = await failedRun(GIVEN);
  await writeFile(join(folder, LOCK_FILE), '<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n');
  await expect(freeze(store, runId, { config })).rejects.toMatchObject({ code: 'FILE_INVALID' });
  expect(await readdir(folder)).not.toContain('fixtures');
});

it('refuses a run that names state which it was not given', async () => {
  const runId = await failedRun([{ ref: 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ', content: 1 }]);
  await expect(freeze(store, runId, { config: await loadConfig(folder) })).rejects.toMatchObject({
    code: 'FREEZE_REFUSED',
    details: { reason: 'state_missing', missing: expect.arrayContaining(['order:7']) as string[] },
  });
  expect(await readdir(folder)).toEqual(['.agent-replay', 'package.json']);
});

it('freezes the zone that a run was in, wherever that is done', async () => {
  const before = process.env['TZ'];
  onTestFinished(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });
  process.env['TZ'] = 'Asia/Kathmandu';
  const content = 1;
  const runId = await failedRun([
    { ref: 'order:7', content },
    { ref: 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ', content },
  ]);
  process.env['TZ'] = 'America/Caracas';
  const { dir } = await freeze(store, runId, { config: await loadConfig(folder) });
  const { clock } = JSON.parse(await readFile(join(dir, 'input.json'), 'utf8')) as FixtureInput;
  expect(clock.time_zone).toMatch(/^Asia\/Kat/);
  expect(clock.locale).toBe(new Intl.NumberFormat().resolvedOptions().locale);
});

it.each([
  ['/semantic/0/threshold', { semantic: [{ validator: 'tone', threshold: 0.5 }] }],
  ['/output: expected a JSON Schema', { output: { properties: { id: { pattern: '(' } } } }],
  ['/artifacts/min_bytes: expected at most', { artifacts: { min: 1, min_bytes: 9, max_bytes: 5 } }],
])('refuses a run whose contract is none, for %s, and does not leave that out', async (fault, broken) => {
  const state = [
    { ref: 'order:7', content: 1 },
    { ref: 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ', content: 1 },
  ];
  const contract = { artifacts: { min: 1 }, ...broken };
  const runId = await failedRun(state, { contract });
  const config = await loadConfig(folder);
  await expect(freeze(store, runId, { config })).rejects.toMatchObject({
    code: 'FREEZE_REFUSED',
    message: expect.stringContaining(`contract_invalid: ${fault}`) as string,
    details: { reason: 'contract_invalid' },
  });
  expect(await readdir(folder)).toEqual(['.agent-replay', 'package.json']);
  const { dir } = await freeze(store, runId, { config, force: true });
  expect(JSON.parse(await readFile(join(dir, 'expected.json'), 'utf8'))).toMatchObject({
    artifacts: { min: 1 },
  });
  expect(validateFixtures(folder).flatMap(({ errors }) => errors)).toEqual([]);
});

it('gives each of the runs that fail at once a folder of its own, and the same one again', async () => {
  const state = ['order:7', 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ'].map((ref) => ({
    ref,
    content: 1,
  }));
  const runIds = await Promise.all(
    Array.from({ length: 6 }, (_, n) => failedRun(state, { payload: { n }, task_id: `task-${n}` })),
  );
  const config = await loadConfig(folder);
  const freezeAll = (): Promise<string[]> =>
    Promise.all(runIds.map(async (runId) => (await freeze(store, runId, { config })).dir));
  const dirs = await freezeAll();
  expect(new Set(dirs).size).toBe(runIds.length);
  for (const [n, dir] of dirs.entries()) {
    expect(await readFile(join(dir, 'notes.json'), 'utf8')).toContain(runIds[n]);
    const input = JSON.parse(await readFile(join(dir, 'input.json'), 'utf8')) as FixtureInput;
    expect(input.task.payload).toEqual({ n });
  }
  expect(await readLock(folder)).toHaveLength(runIds.length);
  expect(await freezeAll()).toEqual(dirs);
});

it('names a call that was denied once', async () => {
  const state = ['order:7', 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ'].map((ref) => ({
    ref,
    content: 1,
  }));
  await store.close();
  store = await openStore(join(folder, '.agent-replay', 'runs.db'), { capture: { 'vault.read': 'deny' } });
  const runId = await failedRun(state, {
    work: (run) =>
      recordEvent(run, {
        kind: 'tool_call',
        interaction: {
          id: '1',
          lane: 'tool:vault.read',
          kind: 'tool',
          effect: 'read',
          request: { name: 'vault.read', arguments: [] },
          response: { result: 'x' },
        },
      }),
  });
  await expect(freeze(store, runId, { config: await loadConfig(folder) })).rejects.toMatchObject({
    message: expect.stringMatching(/payload_not_captured: tool:vault\.read #\d+\./) as string,
  });
});

it('names a payload that was too large to be kept', async () => {
  const state = ['order:7', 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ'].map((ref) => ({
    ref,
    content: 1,
  }));
  // More than a text can hold, of one that is held once.
  const payload = { list: Array<string>(9).fill('a'.repeat(64 * 1024 * 1024 - 10)) };
  const runId = await failedRun(state, { payload });
  await expect(freeze(store, runId, { config: await loadConfig(folder) })).rejects.toMatchObject({
    message: expect.stringContaining('payload_not_captured: task.payload') as string,
    details: { reason: 'payload_not_captured', missing: ['task.payload'] },
  });
});

it('knows not what a run did beside its calls that a watchdog had to close', async () => {
  const runId = await failedRun(
    ['order:7', 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ'].map((ref) => ({ ref, content: 1 })),
    { work: () => watchdog(store, { now: Date.now() + 3_600_000 }) },
  );
  const { dir } = await freeze(store, runId, { config: await loadConfig(folder) });
  expect(JSON.parse(await readFile(join(dir, 'notes.json'), 'utf8'))).toMatchObject({
    failure_class: 'run_abandoned',
    capture: { unknown: ['whatever a run did whose own process never closed it'] },
  });
});

it('freezes one with all of its state, whatever is secret in the name of it', async () => {
  const runId = await failedRun([
    { ref: 'order:7', content: 1 },
    { ref: 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ', content: 1 },
  ]);
  const frozen = await freeze(store, runId, { config: await loadConfig(folder) });
  expect(frozen.fixture_id).toBe('missing_artifact_ref');
});

it('leaves nothing of a credential where the run had said it before it was seen as one, nor after', async () => {
  const secret = 'shop-Zz91Yx82Wv73Ut64';
  const base64 = Buffer.from(secret).toString('base64');
  const call = (headers: [string, string][], body: Json): Interaction => ({
    id: '0001',
    lane: 'POST https://api.example.com/v1/a',
    kind: 'http',
    effect: 'write',
    request: { method: 'POST', url: 'https://api.example.com/v1/a', headers, body: { json: body } },
    response: { status: 200, headers: [], body: { json: { said: `got ${secret}` } } },
  });
  const work = async (run: Run) => {
    const said = { prompt: `use ${secret} please`, base64 };
    await recordEvent(run, { kind: 'tool_call', interaction: call([], said) });
    await store.getEvents(run.record.run_id);
    await recordEvent(run, {
      kind: 'tool_call',
      interaction: call([['authorization', `Bearer ${secret}`]], said),
    });
  };
  const state = ['order:7', 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ'].map((ref) => ({
    ref,
    content: 1,
  }));
  const runId = await failedRun(state, { payload: { text: `my key is ${secret}` }, work });
  const { dir } = await freeze(store, runId, { config: await loadConfig(folder) });
  const files = await Promise.all((await readdir(dir)).map((name) => readFile(join(dir, name), 'utf8')));
  expect(files.join('\n')).toContain('[REDACTED:authorization:');
  expect(files.join('\n')).not.toContain(secret);
  expect(files.join('\n')).not.toContain(base64);
  const [, second] = await store.getEvents(runId);
  expect(JSON.stringify(second)).not.toContain(secret);
  expect(JSON.stringify(second)).not.toContain(base64);
  // and a replay that says it again, or another one, before it shows it is answered all the same
  for (const other of [secret, 'shop-Ab12Cd34Ef56Gh78']) {
    const tape = await openCassette({ path: dir });
    const said = { prompt: `use ${other} please`, base64: Buffer.from(other).toString('base64') };
    for (const headers of [{}, { authorization: `Bearer ${other}` }])
      await fetch('https://api.example.com/v1/a', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(said),
      });
    expect((await tape.close()).misses).toEqual([]);
  }
});

it('writes where it is told to, and locks only what the config leads to', async () => {
  const config = await loadConfig(folder);
  const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
  onTestFinished(() => rm(elsewhere, { recursive: true, force: true }));
  const runId = await failedRun([
    { ref: 'order:7', content: 1 },
    { ref: 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ', content: 1 },
  ]);
  const { dir } = await freeze(store, runId, { config, out: elsewhere });
  expect(dir).toBe(join(elsewhere, 'agent_failure_forensics', 'missing_artifact_ref'));
  await freeze(store, runId, { config, out: 'drafts' });
  expect((await readdir(folder)).toSorted()).toEqual(['.agent-replay', 'drafts', 'package.json']);
  const inside = await freeze(store, runId, { config, out: 'fixtures/more' });
  expect(inside.dir).toBe(join(folder, 'fixtures/more/agent_failure_forensics/missing_artifact_ref'));
  await freeze(store, runId, { config, out: 'fixtures' });
  expect(JSON.parse(await readFile(join(folder, 'agent-replay.lock.json'), 'utf8')).fixtures).toEqual([
    'agent_failure_forensics/missing_artifact_ref',
  ]);
});

it('keeps when each call began, counted as its run counted', async () => {
  const call = (id: string, started_ms: number): Interaction => ({
    id,
    kind: 'tool',
    effect: 'read',
    request: { name: 'search', arguments: [id] },
    response: { result: 1 },
    timing: { started_ms, duration_ms: 20 },
  });
  const work = async (run: Run) => {
    await recordEvent(run, { kind: 'tool_call', interaction: call('a', 2500.4) });
    await recordEvent(run, { kind: 'tool_call', interaction: call('b', 150) });
  };
  const state = ['order:7', 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ'].map((ref) => ({
    ref,
    content: 1,
  }));
  const runId = await failedRun(state, { work });
  const { dir } = await freeze(store, runId, { config: await loadConfig(folder) });
  const { interactions } = JSON.parse(await readFile(join(dir, 'tool_cassettes.json'), 'utf8'));
  expect(interactions).toMatchObject([
    { request: { arguments: ['b'] }, timing: { started_ms: 150, duration_ms: 20 } },
    { request: { arguments: ['a'] }, timing: { started_ms: 2500, duration_ms: 20 } },
  ]);
});
