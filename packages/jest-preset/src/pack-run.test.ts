import type { SerializableError } from '@jest/test-result';
import { describe, expect, test } from 'vitest';
import type { PackTest } from './pack.ts';
import { createPackRun } from './pack-run.ts';
import type { FixtureTest } from './select-fixtures.ts';

const death: SerializableError = { code: undefined, message: 'SIGABRT', stack: '', type: 'Error' };
const [a, b, c] = ['a', 'b', 'c'].map(
  (id) => ({ fixture: { dir: `/f/${id}` } }) as unknown as FixtureTest,
) as [FixtureTest, FixtureTest, FixtureTest];
const pack = { members: [a, b, c] } as unknown as PackTest;
const begin = (member: FixtureTest) => ({
  pack: '1',
  dir: member.fixture.dir,
  pid: process.pid,
  rounds: 1,
  loading_ms: 0,
});

test('says when a fixture begins in another process, and not in this one', () => {
  let told = 0;
  const run = createPackRun(pack, () => (told += 1));
  run.started(begin(a));
  expect(told).toBe(0);
  run.started({ ...begin(b), pid: process.pid + 1 });
  run.ended(begin(b));
  expect(told).toBe(1);
});

describe('settle', () => {
  test('leaves nothing to do when the worker lived', () => {
    const run = createPackRun(pack);
    run.started(begin(a));
    expect(run.settle()).toEqual({ culprits: [], again: [] });
  });

  test('blames the fixture that was running, and runs the others again', () => {
    const run = createPackRun(pack);
    run.started(begin(a));
    run.ended(begin(a));
    run.started(begin(b));
    run.died(death);
    expect(run.settle()).toEqual({
      culprits: [{ member: b, error: death, began: true, isStuck: false }],
      again: [[a, c]],
    });
  });

  test('runs each suspect alone when several were running', () => {
    const run = createPackRun(pack);
    run.started(begin(a));
    run.started(begin(b));
    run.died(death);
    expect(run.settle()).toEqual({ culprits: [], again: [[a], [b], [c]] });
  });

  test('blames all when none had begun: the pack itself does not load', () => {
    const run = createPackRun(pack);
    run.died(death);
    expect(run.settle().culprits).toEqual(
      [a, b, c].map((member) => ({ member, error: death, began: false, isStuck: false })),
    );
  });
});
