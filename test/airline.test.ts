import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, importRuns, loadConfig, replay } from 'agent-replay';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agent } from '../examples/airline-agent/src/airline-agent.ts';
import { compareToolCalls } from '../examples/airline-agent/src/compare-tool-calls.ts';
import { openDatabase } from '../examples/airline-agent/src/database.ts';
import {
  isRewarded,
  readTrajectories,
  runOf,
  type Trajectory,
} from '../examples/airline-agent/src/import-tau-bench.ts';
import { runTool } from '../examples/airline-agent/src/tools/run-tool.ts';

const example = fileURLToPath(new URL('../examples/airline-agent', import.meta.url));
let root: string;
let config: Config;
let all: Trajectory[];
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'airline-test-'));
  config = {
    ...(await loadConfig(example)),
    agents: { 'airline-agent': agent },
    store: join(root, 'runs.db'),
    root,
  };
  all = await readTrajectories(join(example, 'data/gpt-4o-airline-trials-0-1.json'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function judge(trajectories: readonly Trajectory[], suite: string) {
  const runs = trajectories.map((each) => runOf(each));
  const imported = await importRuns(runs, { config, suite });
  const results = [];
  for (const { dir } of imported) results.push(await replay(dir, { config }));
  return results;
}

test('every recorded tool call is answered as recorded, with one renamed member', () => {
  const { calls, equal, mapped } = compareToolCalls(all);
  expect([equal, calls, mapped]).toEqual([572, 572, 59]);
});

test('the verdicts of a dozen runs agree with the rewards', { timeout: 60_000 }, async () => {
  const some = all.filter(({ task_id }) => task_id % 8 === 2);
  const results = await judge(some, 'some');
  expect(results.map(({ verdict }) => verdict.status === 'passed')).toEqual(some.map(isRewarded));
  expect(results.every(({ drift }) => drift.length === 0)).toBe(true);
});

test('a conversation that stops in the middle, or never began, is not completed', async () => {
  const whole = all.find(isRewarded) as Trajectory;
  const cut = [4, 1, 0].map((length, trial) => ({
    ...whole,
    trial: trial + 10,
    traj: whole.traj.slice(0, length),
  }));
  const results = await judge([...cut, { ...whole, trial: 20, traj: [], info: {} }], 'cut');
  expect(results.map(({ verdict }) => verdict.failure_class)).toEqual(Array(4).fill('x_never_ended'));
});

test('the renamed member is named as drift, and the verdict stays', async () => {
  const asking = all.filter(({ traj }) => traj.some(({ name }) => name === 'get_user_details')).slice(0, 1);
  const runs = asking.map((each) => runOf(each, { renamed: false }));
  const [imported] = await importRuns(runs, { config, suite: 'unmapped' });
  expect(JSON.stringify(imported?.drift[0])).toMatch(/province.*state/);
  expect(imported?.run.status === 'passed').toBe(isRewarded(asking[0] as Trajectory));
});

test('a file that is none of the benchmark’s is refused with the reason', async () => {
  const file = join(root, 'other.json');
  writeFileSync(file, '[{"task_id": 1}]');
  await expect(readTrajectories(file)).rejects.toThrow('entry 0 has no task_id, trial and traj.');
});

test('tools refuse in the words of Python', () => {
  const say = (name: string, args: object): string => runTool(openDatabase(), name, args);
  expect([
    say('calculate', { expression: '2 ** 3 / 4' }),
    say('calculate', { expression: '1 / 0' }),
    say('cancel_reservation', {}),
    say('think', { thought: '', more: 1 }),
    say('send_certificate', { user_id: 'mia_li_3668', amount: { float: 50 } }),
    say('no_such_tool', {}),
  ]).toEqual([
    '2.0',
    'Error: division by zero',
    "Error: CancelReservation.invoke() missing 1 required positional argument: 'reservation_id'",
    "Error: Think.invoke() got an unexpected keyword argument 'more'",
    'Certificate certificate_3221322 added to user mia_li_3668 with amount 50.0.',
    'Unknown action no_such_tool',
  ]);
});
