import { expect, test } from 'vitest';
import { replayTwo } from './replay-two.suite.ts';

const trap = (): never => {
  throw new Error('trap');
};
const hostile = new Proxy({}, { get: trap, has: trap, getPrototypeOf: trap, ownKeys: trap });

test.each<[string, unknown, string]>([
  ['a plain object', { code: 7 }, '{"code":7}'],
  ['one that JSON has no word for', { code: 7, big: 1n }, '{"code":7,"big":"1"}'],
  ['nothing', undefined, 'undefined'],
  ['a proxy that gives nothing away', hostile, 'object'],
])('an agent that throws %s fails by an exception that says so', async (_, thrown, shown) => {
  const [, two] = await replayTwo(
    () => undefined,
    () => Promise.reject(thrown),
  );
  expect([two.verdict.status, two.verdict.failure_class, two.error]).toEqual(['failed', 'exception', shown]);
});

test('what an agent records after an error that nobody caught does not count, however soon it comes', async () => {
  const [, two] = await replayTwo(
    () => undefined,
    async (context) => {
      await context.recordArtifact({ kind: 'file', uri: 'before.md' });
      void Promise.reject(new Error('floating'));
      await new Promise((resolve) => void setImmediate(resolve));
      await context.recordArtifact({ kind: 'file', uri: 'after.md' });
      context.cite('after.md');
    },
  );
  expect(two.verdict.failure_class).toBe('exception');
  expect(two.evidence.artifacts.map(({ ref }) => ref.uri)).toEqual(['before.md']);
  expect(two.evidence.evidence_paths).toEqual([]);
});
