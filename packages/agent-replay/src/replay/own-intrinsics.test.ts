import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { createReplayer } from '../child/replay-in-child.ts';
import { agentModule, CONFIG, createProject, fixtureFiles } from '../project.suite.ts';
import { keepIntrinsics } from './own-intrinsics.ts';

const FORGERIES = {
  'a push that drops problems': `const push = Array.prototype.push;
    Array.prototype.push = function (...all) { return push.apply(this, all.filter((each) => each?.expected === undefined)); };`,
  'lists that hold no problem': `const flatMap = Array.prototype.flatMap;
    Array.prototype.flatMap = function (...all) { return flatMap.apply(this, all).filter((each) => each?.code === undefined); };`,
  'a list that allows every status': `const includes = Array.prototype.includes;
    Array.prototype.includes = function (each) { return each === 'failed' || includes.call(this, each); };
    Array.prototype.every = () => true;`,
  'another freeze': `const freeze = Object.freeze;
    Object.freeze = (each) => freeze(each?.failure_class ? Object.assign(each, { status: 'passed', issues: [] }) : each);`,
  'what all objects inherit': `Object.defineProperty(Object.prototype, 'get', { value: () => 0, configurable: true });
    Object.prototype.issues = []; Array.prototype.every = () => true; Array.prototype.includes = () => true;`,
  'a change for good': `Object.defineProperty(Array.prototype, 'every', { value: () => true, configurable: false });
    Object.defineProperty(Array.prototype, 'includes', { value: () => true, configurable: false });`,
  'a change again and again': `const change = () => { Array.prototype.every = () => true; Array.prototype.includes = () => true; };
    change(); (function again() { change(); setImmediate(again).unref(); })();`,
};

test.each(Object.entries(FORGERIES))(
  '%s makes no verdict green, nor that of the next fixture',
  async (_, forgery) => {
    const { root } = createProject({
      ...CONFIG,
      'agent.js': agentModule(`if (payload.forges) { ${forgery} }`),
      ...fixtureFiles('forges', {
        input: { task: { task_id: 'task', attempt: 1, payload: { forges: true } } },
      }),
      ...fixtureFiles('next'),
    });
    const replayer = createReplayer({ config: await loadConfig(root) });
    onTestFinished(replayer.close);
    const ends = [];
    for (const id of ['forges', 'next']) {
      const { ok, verdict } = await replayer.replay(join(root, 'fixtures/suite', id));
      ends.push([ok, verdict.status === 'passed']);
    }
    expect(ends).toEqual([
      [false, false],
      [false, false],
    ]);
  },
);

test('an agent finds in the next run what it has put in place, and is judged without it', async () => {
  const { root } = createProject({
    ...CONFIG,
    'agent.js': agentModule(
      'await report(); return { own: [1, 2].ownSum?.(), has: [].includes(7) };',
      `Array.prototype.ownSum ??= function () { return this.reduce((sum, each) => sum + each, 0); };
       const includes = Array.prototype.includes;
       Array.prototype.includes = function (each) { return each === 7 || includes.call(this, each); };`,
    ),
    ...fixtureFiles('one'),
    ...fixtureFiles('two'),
  });
  const replayer = createReplayer({ config: await loadConfig(root) });
  onTestFinished(replayer.close);
  for (const id of ['one', 'two']) {
    const { ok, evidence } = await replayer.replay(join(root, 'fixtures/suite', id));
    expect([ok, evidence.output]).toEqual([true, { own: 3, has: true }]);
  }
});

test('what Jest marks stays marked: each change of what all objects inherit makes all code slow', () => {
  const { putOurs } = keepIntrinsics();
  const mark = Symbol.for('$$jest-protect-from-deletion');
  onTestFinished(() => void Reflect.deleteProperty(Object.prototype, mark));
  Reflect.defineProperty(Object.prototype, mark, { value: true, configurable: true });
  expect(putOurs()).toBe(false);
  expect(mark in {}).toBe(true);
});
