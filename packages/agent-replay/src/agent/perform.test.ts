import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { Contract } from '@agent-replay/contracts';
import { openStore } from '@agent-replay/runs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeSharedStores } from '../store/shared-store.ts';
import { defineAgent } from './define-agent.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'perform-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

it('goes on when its store cannot be opened, and its record is there once it can', async () => {
  const store = join(folder, 'place', 'runs.db');
  await writeFile(join(folder, 'place'), 'a file where the folder will be');
  const agent = defineAgent({
    name: 'refunds',
    codeVersion: 'abc',
    contract: { output: { type: 'object' } },
    run: () => ({ refunded: true }),
  });
  const { output, run } = await agent.execute(
    { task_id: 'order 7', payload: {} },
    { store, workspace: folder },
  );
  expect(output).toEqual({ refunded: true });
  expect(run).toMatchObject({ status: 'passed', attempt: 1 });
  await closeSharedStores();
  await rm(join(folder, 'place'));

  const later = await openStore(store);
  expect(await later.getRun(run.run_id)).toEqual(run);
  expect(await later.getFacts(run.run_id)).toMatchObject({ spooled: true });
  await later.close();
});

it('gives its caller what the work came to, also where no place takes the record of its end, and writes that at the exit', async () => {
  const path = join(folder, 'runs.db');
  const program = `
    import { DatabaseSync } from 'node:sqlite';
    import { writeFileSync } from 'node:fs';
    import { defineAgent } from './define-agent.ts';
    import { openStore } from '@agent-replay/runs';
    const store = await openStore(${JSON.stringify(path)}, { patienceMs: 20 });
    writeFileSync(${JSON.stringify(join(folder, 'spool'))}, '');
    const other = new DatabaseSync(${JSON.stringify(path)});
    const agent = defineAgent({
      name: 'refunds',
      codeVersion: 'abc',
      contract: { output: { type: 'object' } },
      run(fails) {
        other.exec('begin immediate');
        if (fails) throw new Error('the card was refused');
        return { refunded: true };
      },
    });
    const { output, run, verdict } = await agent.execute({ task_id: 'order 7', payload: false }, { store });
    other.exec('rollback');
    const { message } = await agent.execute({ task_id: 'order 8', payload: true }, { store }).catch((error) => error);
    other.exec('rollback');
    console.log(JSON.stringify([output, run.status, verdict.status, verdict.failure_class, message]));
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@agent-replay/source', '--input-type=module', '--eval', program],
    { cwd: import.meta.dirname, env: { ...process.env, TMPDIR: join(folder, 'spool') } },
  );
  expect(JSON.parse(stdout)).toEqual([
    { refunded: true },
    'started',
    'inconclusive',
    'infrastructure',
    'the card was refused',
  ]);
  const later = await openStore(path);
  const statuses = (await later.listRuns({})).map((run) => `${run.task_id} ${run.status}`);
  expect(statuses.toSorted()).toEqual(['order 7 passed', 'order 8 failed']);
  await later.close();
});

it('does the same task several times at once, each as an attempt of its own', async () => {
  const store = join(folder, 'runs.db');
  const agent = defineAgent({
    name: 'refunds',
    codeVersion: 'abc',
    contract: { output: { type: 'object' } },
    run: () => ({ refunded: true }),
  });
  const all = await Promise.all(
    Array.from({ length: 8 }, () => agent.execute({ task_id: 'order 7', payload: {} }, { store })),
  );
  expect(all.map(({ run }) => run.attempt).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const own = agent.execute({ task_id: 'order 7', attempt: 8, payload: {} }, { store });
  await expect(own).rejects.toMatchObject({ code: 'RUN_DUPLICATE' });
  await closeSharedStores();
});

it('counts on where an attempt waited in the spool while the store was locked', async () => {
  const path = join(folder, 'runs.db');
  const store = await openStore(path, { patienceMs: 50 });
  const agent = defineAgent({
    name: 'refunds',
    codeVersion: 'abc',
    contract: { output: { type: 'object' } },
    run: () => ({ refunded: true }),
  });
  const execute = async () => (await agent.execute({ task_id: 'order 7', payload: {} }, { store })).run;
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  const first = await execute();
  other.exec('rollback');
  other.close();
  expect([first.attempt, (await execute()).attempt, (await execute()).attempt]).toEqual([1, 2, 3]);
  await store.close();
});

it.each<[string, Contract]>([
  ['a diff', { diff: { paths: ['report.md'] } }],
  ['what must not change', { output: { type: 'object' }, forbid: { mutations: ['secrets/**'] } }],
])('does its work where no folder can be compared for %s, and says so', async (_, contract) => {
  const store = join(folder, 'runs.db');
  const agent = defineAgent({
    name: 'refunds',
    codeVersion: 'abc',
    contract,
    run: () => ({ refunded: true }),
  });
  const { output, run } = await agent.execute(
    { task_id: 'order 7', payload: {} },
    { store, workspace: join(folder, 'none') },
  );
  expect(output).toEqual({ refunded: true });
  expect(run).toMatchObject({ status: 'inconclusive', failure_class: 'diff_not_taken' });
  await closeSharedStores();
});

it('throws again what the agent threw, whatever it is, and keeps it with the run', async () => {
  const store = await openStore(join(folder, 'runs.db'));
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const [index, thrown] of [proxy, null, undefined, 'text', Symbol('s'), 1n].entries()) {
    const agent = defineAgent({
      name: 'refunds',
      codeVersion: 'abc',
      run: () => {
        throw thrown;
      },
    });
    const done = agent.execute({ task_id: `order ${index}`, payload: {} }, { store });
    expect(
      await done.then(
        () => false,
        (error: unknown) => Object.is(error, thrown),
      ),
    ).toBe(true);
    const [run] = await store.listRuns({ task_id: `order ${index}` });
    expect(run).toMatchObject({ status: 'failed', failure_class: 'exception' });
  }
  await store.close();
});

it('observes no call any longer when a run could not be started', async () => {
  const store = join(folder, 'runs.db');
  const agent = defineAgent({ name: 'refunds', codeVersion: 'abc', run: () => ({}) });
  const live = globalThis.fetch;
  const task = { task_id: 'order 7', attempt: 1, payload: {} };
  await agent.execute(task, { store });
  await expect(agent.execute(task, { store })).rejects.toMatchObject({ code: 'RUN_DUPLICATE' });
  expect(globalThis.fetch).toBe(live);
  await closeSharedStores();
});

it.each<[string, (output: { path?: string }) => { kind: 'file'; uri: string }[]]>([
  ['names nothing', ({ path }) => [{ kind: 'file', uri: path as string }]],
  ['cannot be read', ({ path }) => [{ kind: 'file', uri: (path as string).trim() }]],
])('fails the run, and not its caller, when an output %s', async (_, artifacts) => {
  const store = join(folder, 'runs.db');
  const agent = defineAgent({
    name: 'refunds',
    codeVersion: 'abc',
    contract: { artifacts: { min: 0 } },
    run: () => ({}),
    artifacts,
  });
  const { output, run } = await agent.execute(
    { task_id: 'order 7', payload: {} },
    { store, workspace: folder },
  );
  expect(output).toEqual({});
  expect(run).toMatchObject({ status: 'failed', failure_class: 'exception' });
  await closeSharedStores();
});

it('C6: keeps with a run whose time was up what its limit was and what it took', async () => {
  const store = await openStore(join(folder, 'runs.db'));
  const agent = defineAgent({
    name: 'refunds',
    codeVersion: 'abc',
    timeoutSeconds: 0.05,
    contract: { output: { type: 'object' } },
    run: () => new Promise(() => undefined),
  });
  const { run } = await agent.execute({ task_id: 'order 7', payload: {} }, { store });
  expect(run).toMatchObject({ status: 'failed', failure_class: 'timeout' });
  const [event, ...others] = await store.getEvents(run.run_id);
  expect(event).toMatchObject({ kind: 'timeout', operation: 'run', limit_ms: 50 });
  expect(event?.kind === 'timeout' && event.elapsed_ms).toBeGreaterThanOrEqual(50);
  expect(others).toEqual([]);
  await store.close();
});

it('does not take the file of an earlier run for a fresh result, however it came to be there', async () => {
  const store = join(folder, 'runs.db');
  const work = { written: true };
  const agent = defineAgent({
    name: 'reports',
    codeVersion: 'abc',
    contract: { artifacts: { min: 1, fresh: true } },
    async run(_: unknown, context) {
      if (work.written) await writeFile(join(context.workspace, 'report.md'), 'the same each time');
      await context.recordArtifact({ kind: 'report', uri: 'report.md' });
    },
  });
  const execute = async (task_id: string) => {
    const { run } = await agent.execute({ task_id, payload: {} }, { store, workspace: folder });
    return run.failure_reason;
  };
  expect(await execute('first')).toBeNull();
  expect(await execute('again')).toBeNull();
  work.written = false;
  // The file system's clock is a coarse one: a file counts as older once that has gone on.
  const { ctimeMs } = await stat(join(folder, 'report.md'));
  while (Date.now() < ctimeMs + 50) await new Promise(setImmediate);
  expect(await execute('lazy')).toBe(
    'side_effect_unconfirmed: report "report.md" was there before the run began, which did not write it',
  );
  await closeSharedStores();
});

it('gives its function a context that can be taken apart and spread, and not changed', async () => {
  const store = join(folder, 'runs.db');
  const agent = defineAgent({
    name: 'reports',
    codeVersion: 'abc',
    contract: { output: { const: 'done' } },
    async run(_: unknown, context) {
      const { signal, workspace, ...rest } = { ...context };
      expect([signal.aborted, signal === context.signal, workspace]).toEqual([false, true, folder]);
      expect(Object.keys(rest).toSorted()).toEqual(MEMBERS);
      expect(() => Object.assign(context, { workspace: '/' })).toThrow(TypeError);
      expect(() => Object.defineProperty(context, 'signal', { value: null })).toThrow(TypeError);
      await rest.setState('order', 7);
      return rest.state('order') === 7 ? 'done' : 'lost';
    },
  });
  const { run } = await agent.execute({ task_id: 'one', payload: {} }, { store, workspace: folder });
  expect(run).toMatchObject({ status: 'passed' });
  await closeSharedStores();
});

const MEMBERS = [
  'cite',
  'clock',
  'recordArtifact',
  'recordEvent',
  'runId',
  'setState',
  'state',
  'task',
  'useInput',
];

it('tells an agent that goes on after its end that its event was refused', async () => {
  let late = Promise.resolve(true);
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const agent = defineAgent({
    name: 'refunds',
    codeVersion: 'abc',
    contract: { output: { type: 'boolean' } },
    run(_, context) {
      late = ended.then(() => context.recordEvent({ kind: 'checkpoint', name: 'late' }));
      return context.recordEvent({ kind: 'checkpoint', name: 'in time' });
    },
  });
  const { output } = await agent.execute(
    { task_id: 't', payload: {} },
    { store: join(folder, 'runs.db'), workspace: folder },
  );
  end();
  expect([output, await late]).toEqual([true, false]);
  await closeSharedStores();
});

const DIGEST = 'sha256:f2557bff003b8da6ea121ca2673db92aca1113202812b8e0c07f68e94bebc69a';
it.each([
  [{ promptVersion: '7', prompt: 'Refund what was broken.' }, '7'],
  [{ prompt: 'Refund what was broken.' }, DIGEST],
  [{ promptVersion: '', prompt: 'Refund what was broken.' }, DIGEST],
  [{ promptVersion: 'Refund\nwhat was broken.' }, expect.stringMatching(/^sha256:/)],
  [{ prompt: '' }, 'unknown'],
  [{}, 'unknown'],
])('D4.08: %j is the prompt version %s', async (prompts, prompt_version) => {
  const agent = defineAgent({ name: 'refunds', codeVersion: 'abc', run: () => ({}), ...prompts });
  const { run } = await agent.execute(
    { task_id: 'order 7', payload: {} },
    { store: join(folder, 'runs.db'), workspace: folder },
  );
  expect(run).toMatchObject({ prompt_version });
  await closeSharedStores();
});
