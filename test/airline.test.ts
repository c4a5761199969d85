import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, importRuns, loadConfig, replay, verdictJson } from 'agent-replay';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { agent } from '../examples/airline-agent/src/airline-agent.ts';
import { compareToolCalls } from '../examples/airline-agent/src/compare-tool-calls.ts';
import { openDatabase } from '../examples/airline-agent/src/database.ts';
import {
  isRewarded,
  readTrajectories,
  runOf,
  runsOf,
  type Trajectory,
} from '../examples/airline-agent/src/import-tau-bench.ts';
import { runTool } from '../examples/airline-agent/src/tools/run-tool.ts';

// Whole conversations, on machines that may be busy.
vi.setConfig({ testTimeout: 300_000 });

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

test('the verdicts of a dozen runs agree with the rewards', async () => {
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

test('verdicts are the same in every mode and in any order', async () => {
  const some = runsOf(all.filter(({ task_id }) => task_id % 8 === 5));
  const dirs = (await importRuns(some, { config, suite: 'modes' })).map(({ dir }) => dir);
  const judgeIn = async (mode: 'cassette' | 'strict' | 'live', order: readonly string[]) => {
    const verdicts = new Map<string, string>();
    for (const dir of order) {
      // The mode itself is part of the verdict, and all that differs.
      const { mode: told, ...verdict } = JSON.parse(verdictJson(await replay(dir, { config, mode })));
      expect(told).toBe(mode);
      verdicts.set(dir, JSON.stringify(verdict));
    }
    return Object.fromEntries(dirs.map((dir) => [dir, verdicts.get(dir)]));
  };
  const first = await judgeIn('cassette', dirs);
  expect(await judgeIn('strict', dirs.toReversed())).toEqual(first);
  expect(await judgeIn('live', [...dirs.slice(5), ...dirs.slice(0, 5)])).toEqual(first);
});

test.each([
  ['[{"task_id": 1}]', 'entry 0 has no task_id, trial and traj.'],
  ['[{"task_id": 1, "trial": 0, "traj": [{"role": "user"}, null]}]', 'entry 0 has no role in message 1.'],
  ['{}', 'it is no list of runs.'],
  ['[] and more', 'JSON'],
])('a file that is none of the benchmark’s is refused with the reason: %s', async (text, reason) => {
  const file = join(root, 'other.json');
  writeFileSync(file, text);
  await expect(readTrajectories(file)).rejects.toThrow(reason);
});

test('a run that lacks what others have is judged all the same, and never passes for that', async () => {
  const whole = all.find(
    (each) => isRewarded(each) && each.traj.some(({ tool_calls: calls }) => calls),
  ) as Trajectory;
  const calling = whole.traj.findIndex(({ tool_calls: calls }) => calls?.[0] !== undefined);
  const withCall = (
    trial: number,
    change: (call: { name: string; arguments: string }) => object,
  ): Trajectory => ({
    ...whole,
    trial,
    traj: whole.traj.map((message, index) =>
      index === calling
        ? {
            ...message,
            tool_calls: [
              { ...message.tool_calls?.[0], function: change(message.tool_calls?.[0]?.function as never) },
            ],
          }
        : message,
    ) as Trajectory['traj'],
  });
  const odd = [
    { task_id: whole.task_id, trial: 30, traj: whole.traj },
    { ...whole, trial: 31, info: null },
    { ...whole, trial: 32, traj: whole.traj.map(({ role }) => ({ role })) },
    withCall(33, (call) => ({ ...call, arguments: '{"reservation_id": ' })),
    withCall(34, (call) => ({ ...call, name: 'no_such_tool' })),
    { ...whole, trial: 35, traj: [...whole.traj, { role: 'assistant', content: 'And one more thing.' }] },
    { ...whole, trial: 35 },
  ] as Trajectory[];
  const imported = await importRuns(runsOf(odd), { config, suite: 'odd' });
  expect(imported.map(({ fixture_id }) => fixture_id).slice(-2)).toEqual([
    expect.stringMatching(/_trial_35$/),
    expect.stringMatching(/_trial_35_2$/),
  ]);
  const classes = imported.map(({ run }) => run.failure_class);
  expect(classes.slice(0, 2)).toEqual(['x_task_unknown', 'x_task_unknown']);
  expect(imported.slice(2, 4).map(({ run }) => run.status)).toEqual(['failed', 'failed']);
  expect(classes.slice(-2)).toEqual([null, null]);
  expect(compareToolCalls(odd).different.map(({ call }) => call)).toContainEqual(
    expect.stringContaining('no_such_tool'),
  );
});

/** What a call of a tool answers, on a fresh database. */
function say(name: string, args: object): string {
  return runTool(openDatabase(), name, args);
}

test('tools refuse in the words of Python', () => {
  expect([
    say('calculate', { expression: '2 ** 3 / 4' }),
    say('calculate', { expression: '1 / 0' }),
    say('calculate', { expression: '2 + 2)' }),
    say('calculate', { expression: '(2 + 2' }),
    say('calculate', { expression: '2 % 2' }),
    say('cancel_reservation', {}),
    say('think', { thought: '', more: 1 }),
    say('send_certificate', { user_id: 'mia_li_3668', amount: { float: 50 } }),
    say('no_such_tool', {}),
  ]).toEqual([
    '2.0',
    'Error: division by zero',
    "Error: unmatched ')' (<string>, line 1)",
    "Error: '(' was never closed (<string>, line 1)",
    'Error: invalid characters in expression',
    "Error: CancelReservation.invoke() missing 1 required positional argument: 'reservation_id'",
    "Error: Think.invoke() got an unexpected keyword argument 'more'",
    'Certificate certificate_3221322 added to user mia_li_3668 with amount 50.0.',
    'Unknown action no_such_tool',
  ]);
});

test('every refusal of the benchmark’s tools is there, word for word', () => {
  const database = openDatabase();
  const flights = Object.values(database.flights);
  const dated = flights.flatMap((flight) =>
    Object.entries(flight.dates).map(([date, day]) => ({ flight, date, day })),
  );
  const open = dated.find(
    ({ day }) => day.status === 'available' && (day.available_seats['economy'] ?? 0) > 0,
  );
  const full = dated.find(({ day }) => day.status === 'available' && day.available_seats['economy'] === 0);
  const gone = dated.find(({ day }) => day.status !== 'available');
  const legOf = (found: typeof open) => ({ flight_number: found?.flight.flight_number, date: found?.date });
  const user_id = 'mia_li_3668';
  const methods = Object.values(database.users.get(user_id).payment_methods);
  const card = methods.find(({ source }) => source === 'credit_card')?.id;
  const certificate = methods.find(({ source }) => source === 'certificate')?.id;
  const passenger = { first_name: 'Mia', last_name: 'Li', dob: '1990-04-05' };
  const booking = {
    user_id,
    origin: 'JFK',
    destination: 'SEA',
    flight_type: 'one_way',
    cabin: 'economy',
    flights: [legOf(open)],
    passengers: [passenger],
    payment_methods: [{ payment_id: card, amount: 1 }],
    total_baggages: 0,
    nonfree_baggages: 0,
    insurance: 'no',
  };
  const book = (change: object) => say('book_reservation', { ...booking, ...change });
  const date = '2024-05-16';
  const number = open?.flight.flight_number;
  expect([
    book({ user_id: 'nobody' }),
    book({ flights: [{ flight_number: 'HAT999', date }] }),
    book({ flights: [{ flight_number: number, date: '1999-01-01' }] }),
    book({ flights: [legOf(gone)] }),
    book({ flights: [legOf(full)] }),
    book({ payment_methods: [{ payment_id: 'credit_card_0', amount: 1 }] }),
    book({ payment_methods: [{ payment_id: certificate, amount: 100_000 }] }),
    book({}),
    say('get_reservation_details', { reservation_id: 'NONE' }),
    say('get_user_details', { user_id: 'nobody' }),
    say('cancel_reservation', { reservation_id: 'NONE' }),
    say('send_certificate', { user_id: 'nobody', amount: 50 }),
    say('transfer_to_human_agents', { summary: 'x' }),
  ]).toEqual([
    'Error: user not found',
    'Error: flight HAT999 not found',
    `Error: flight ${number} not found on date 1999-01-01`,
    `Error: flight ${gone?.flight.flight_number} not available on date ${gone?.date}`,
    `Error: not enough seats on flight ${full?.flight.flight_number}`,
    'Error: payment method credit_card_0 not found',
    `Error: not enough balance in payment method ${certificate}`,
    `Error: payment amount does not add up, total price is ${open?.day.prices['economy']}, but paid 1`,
    'Error: user not found',
    'Error: user not found',
    'Error: reservation not found',
    'Error: user not found',
    'Transfer successful',
  ]);

  const reservation_id = database.users.get(user_id).reservations[0];
  const change = (name: string, args: object) => say(name, { reservation_id, ...args });
  const baggages = { total_baggages: 9, nonfree_baggages: 9 };
  expect([
    change('update_reservation_passengers', { passengers: [] }),
    change('update_reservation_passengers', { reservation_id: 'NONE', passengers: [] }),
    change('update_reservation_baggages', { ...baggages, payment_id: 'none' }),
    change('update_reservation_baggages', { ...baggages, payment_id: certificate }),
    change('update_reservation_baggages', { ...baggages, reservation_id: 'NONE', payment_id: card }),
    change('update_reservation_flights', { cabin: 'economy', flights: [], payment_id: 'none' }),
    change('update_reservation_flights', { cabin: 'economy', flights: [], payment_id: certificate }),
    change('update_reservation_flights', {
      reservation_id: 'NONE',
      cabin: 'economy',
      flights: [],
      payment_id: card,
    }),
  ]).toEqual([
    'Error: number of passengers does not match',
    'Error: reservation not found',
    'Error: payment method not found',
    'Error: certificate cannot be used to update reservation',
    'Error: reservation not found',
    'Error: payment method not found',
    'Error: certificate cannot be used to update reservation',
    'Error: reservation not found',
  ]);
});
