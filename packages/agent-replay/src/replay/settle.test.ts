import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defineAgent } from '../agent/define-agent.ts';
import { loadConfig } from '../config/load-config.ts';
import { createProject, fixtureFiles } from '../project.suite.ts';
import { replay } from './replay.ts';
import { replayTwo } from './replay-two.suite.ts';

const URL = 'https://not.recorded.example/';
const call = async (): Promise<void> => {
  await fetch(URL).catch(() => undefined);
};
const WAYS: Record<string, () => void> = {
  at_once: () => void call(),
  in_a_promise: () => void Promise.resolve().then(call),
  in_an_immediate: () => void setImmediate(() => void call()),
  in_two_immediates: () => void setImmediate(() => setImmediate(() => void call())),
  in_a_timer: () => void setTimeout(() => void call(), 0),
  in_a_timer_in_a_timer: () => void setTimeout(() => setTimeout(() => void call(), 1)),
};

test.each(Object.entries(WAYS))(
  'a call that nobody awaits, made %s, belongs to the fixture that makes it',
  async (_, start) => {
    const [one, two] = await replayTwo(start);
    expect([one.verdict.failure_class, two.verdict.status]).toEqual(['cassette_miss', 'passed']);
  },
);

test('a call after the end is refused, and blamed on no other fixture', async () => {
  let late: Promise<unknown> | undefined;
  const [one, two] = await replayTwo(
    () => {
      late = new Promise((resolve) => {
        setTimeout(() => void fetch(URL).catch(({ cause }) => resolve(cause)), 40);
      });
    },
    async () => late,
  );
  expect([one.verdict.status, two.verdict.status]).toEqual(['passed', 'passed']);
  expect(await late).toMatchObject({ code: 'CASSETTE_CLOSED' });
});

test('an agent that polls for ever is not waited for', async () => {
  const { root } = createProject(fixtureFiles('one', { expected: { output: { type: 'string' } } }));
  let isOver = false;
  const poll = (): void => {
    if (!isOver) setTimeout(poll, 0);
  };
  const agent = defineAgent({
    name: 'agent',
    run() {
      poll();
      return 'done';
    },
  });
  const config = { ...(await loadConfig(root)), agents: { agent } };
  const { verdict } = await replay(join(root, 'fixtures/suite/one'), { config });
  isOver = true;
  expect(verdict.status).toBe('passed');
});
