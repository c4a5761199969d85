import type { SerializableError } from '@jest/test-result';
import { describe, expect, test } from 'vitest';
import type { PackTest } from './pack.ts';
import { createPackRun, type PackRun, type Replayed } from './pack-run.ts';
import type { FixtureTest } from './select-fixtures.ts';

const death: SerializableError = {
  code: undefined,
  message: 'A jest worker process (pid=1) was terminated by another process: signal=SIGABRT, exitCode=null.',
  stack: '',
  type: 'Error',
};
const [a, b, c] = ['a', 'b', 'c'].map(
  (id) => ({ fixture: { dir: `/f/${id}`, suite: 'f', fixture_id: id } }) as unknown as FixtureTest,
) as [FixtureTest, FixtureTest, FixtureTest];
const pack = { members: [a, b, c] } as unknown as PackTest;
const only = (member: FixtureTest) => ({ members: [member] }) as unknown as PackTest;
/** A worker, which ends by itself before anything here would end it. */
const pid = 2 ** 30;
const begin = (member: FixtureTest) => ({
  pack: '1',
  dir: member.fixture.dir,
  pid,
  rounds: 1,
  loading_ms: 0,
});
const blamed = (members: readonly FixtureTest[], began: boolean, error = death) =>
  members.map((member) => ({ member, error, began, isStuck: false }));

function replayAll(run: PackRun, members: readonly FixtureTest[]): void {
  for (const member of members) {
    run.started(begin(member));
    run.ended(begin(member));
  }
}

test('says when a fixture begins in another process, and not in this one', () => {
  let told = 0;
  const run = createPackRun(pack, { replayed: new Map(), isOnly: true, onWorker: () => (told += 1) });
  run.started({ ...begin(a), pid: process.pid });
  expect(told).toBe(0);
  run.started(begin(b));
  run.ended(begin(b));
  expect(told).toBe(1);
});

describe('settle', () => {
  const start = (of = pack, options: { replayed?: Replayed; isOnly?: boolean } = {}): PackRun =>
    createPackRun(of, { replayed: new Map(), isOnly: true, ...options });

  test('leaves nothing to do when the worker lived', () => {
    const run = start();
    run.started(begin(a));
    expect(run.settle()).toEqual({ culprits: [], again: [], alone: [] });
  });

  test('blames the fixture that was running when its process had replayed no other, and runs the others again', () => {
    const run = start();
    run.started(begin(a));
    run.died(death);
    expect(run.settle()).toEqual({ culprits: blamed([a], true), again: [b, c], alone: [] });
  });

  test('replays one alone that was not the first of its process, and blames the one before it if it lives', () => {
    const run = start();
    replayAll(run, [a]);
    run.started(begin(b));
    run.died(death);
    expect(run.settle()).toEqual({
      culprits: [],
      again: [c],
      alone: [
        {
          members: [b],
          otherwise: {
            member: a,
            began: true,
            isStuck: false,
            error: expect.objectContaining({
              message: expect.stringContaining('in which "f/b" was replayed next, which lives by itself'),
            }),
          },
        },
      ],
    });
  });

  test('blames the last of another pack in the same process alike', () => {
    const replayed: Replayed = new Map([[pid, c]]);
    const run = start(only(a), { replayed });
    run.started(begin(a));
    run.died(death);
    expect(run.settle()).toEqual({
      culprits: [],
      again: [],
      alone: [
        {
          members: [a],
          otherwise: {
            member: c,
            began: true,
            isStuck: false,
            error: expect.objectContaining({
              message: expect.stringContaining('in which "f/a" was replayed next, which lives by itself'),
            }),
          },
        },
      ],
    });
  });

  test('blames in this process the one that was running', () => {
    const run = start(pack, { replayed: new Map([[process.pid, a]]) });
    run.started({ ...begin(b), pid: process.pid });
    run.died(death);
    expect(run.settle().culprits).toEqual(blamed([b], true));
  });

  test('blames the last one when its process died after it', () => {
    const run = start();
    replayAll(run, [a, b, c]);
    run.died(death);
    expect(run.settle()).toEqual({ culprits: blamed([c], true), again: [a, b], alone: [] });
  });

  test('runs each suspect alone when several were running', () => {
    const run = start();
    run.started(begin(a));
    run.started(begin(b));
    run.died(death);
    const alone = [a, b].map((member) => ({ members: [member], otherwise: null }));
    expect(run.settle()).toEqual({ culprits: [], again: [c], alone });
  });

  test('blames all when none had begun: the pack itself does not load', () => {
    const run = start();
    run.died(death);
    expect(run.settle().culprits).toEqual(blamed([a, b, c], false));
    const beside = start(pack, { isOnly: false });
    beside.died(death);
    const alone = [{ members: [a, b, c], otherwise: null }];
    expect(beside.settle()).toEqual({ culprits: [], again: [], alone });
  });

  test('blames all, at once, when it was no process that died', () => {
    const error = { ...death, message: 'No space left on the disk' };
    const run = start(pack, { isOnly: false });
    replayAll(run, [a, b, c]);
    run.died(error);
    expect(run.settle().culprits).toEqual(blamed([a, b, c], false, error));
  });
});
