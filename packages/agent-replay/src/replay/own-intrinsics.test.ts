import { join } from 'node:path';
import { definePredicate, defineValidator } from '@agent-replay/contracts';
import { expect, onTestFinished, test, vi } from 'vitest';
import { defineAgent } from '../agent/define-agent.ts';
import { loadConfig } from '../config/load-config.ts';
import { createReplayer } from '../child/replay-in-child.ts';
import { agentModule, CONFIG, createProject, fixtureFiles } from '../project.suite.ts';
import { keepIntrinsics } from './own-intrinsics.ts';
import { replay } from './replay.ts';

const UNDONE = {
  'a push that drops problems': `const push = Array.prototype.push;
    Array.prototype.push = function (...all) { return push.apply(this, all.filter((each) => each?.expected === undefined)); };`,
  'lists that hold no problem': `const flatMap = Array.prototype.flatMap;
    Array.prototype.flatMap = function (...all) { return flatMap.apply(this, all).filter((each) => each?.code === undefined); };`,
  'a list that allows every status': `const includes = Array.prototype.includes;
    Array.prototype.includes = function (each) { return each === 'failed' || includes.call(this, each); };
    Array.prototype.every = () => true;`,
  'another freeze': `const freeze = Object.freeze;
    Object.freeze = (each) => freeze(each?.failure_class ? Object.assign(each, { status: 'passed', issues: [] }) : each);`,
};

/** What stays, or comes back with the next run and breaks it. */
const LASTING: [name: string, forgery: string, first: RegExp, next: RegExp][] = [
  [
    'what all objects inherit',
    `Object.defineProperty(Object.prototype, 'get', { value: () => 0, configurable: true });
    Object.prototype.issues = []; Array.prototype.every = () => true; Array.prototype.includes = () => true;`,
    /^missing_artifact_ref: /,
    /^missing_artifact_ref: /,
  ],
  [
    'a change for good',
    `Object.defineProperty(Array.prototype, 'every', { value: () => true, configurable: false });
    Object.defineProperty(Array.prototype, 'includes', { value: () => true, configurable: false });`,
    /^infrastructure: TypeError: .* the built-in Array\.prototype\.\w+ for good/,
    /^(?:infrastructure|cassette_corrupt): /,
  ],
  [
    'a change again and again',
    `const change = () => { Array.prototype.every = () => true; Array.prototype.includes = () => true; };
    change(); (function again() { change(); setImmediate(again).unref(); })();`,
    /^\w+: /,
    /^\w+: /,
  ],
];

const saying = (start: RegExp): unknown => expect.stringMatching(start);
const UNREPORTED = [false, saying(/^missing_artifact_ref: /)];
const FORGERIES = [
  ...Object.entries(UNDONE).map(
    ([name, forgery]) => [name, forgery, [UNREPORTED, UNREPORTED, [true, null]]] as const,
  ),
  ...LASTING.map(
    ([name, forgery, first, next]) =>
      [name, forgery, [[false, saying(first)], [false, saying(next)], expect.anything()]] as const,
  ),
];

test.each(FORGERIES)(
  '%s makes no verdict green, nor that of the next fixture',
  async (_, forgery, expected) => {
    const { root } = createProject({
      ...CONFIG,
      'agent.js': agentModule(`if (payload.forges) { ${forgery} } if (payload.reports) await report();`),
      ...fixtureFiles('forges', {
        input: { task: { task_id: 'task', attempt: 1, payload: { forges: true } } },
      }),
      ...fixtureFiles('next'),
      ...fixtureFiles('reports', {
        input: { task: { task_id: 'task', attempt: 1, payload: { reports: true } } },
      }),
    });
    const replayer = createReplayer({ config: await loadConfig(root) });
    onTestFinished(replayer.close);
    const ends = [];
    for (const id of ['forges', 'next', 'reports']) {
      const { ok, verdict } = await replayer.replay(join(root, 'fixtures/suite', id));
      ends.push([ok, verdict.failure_reason]);
    }
    expect(ends).toEqual(expected);
  },
);

test.each([
  'Object.prototype.get = () => 0',
  'Object.prototype.set = 1',
  'Object.prototype.then = (found) => found(1)',
])('%s is no other fixture’s trouble, and keeps no tape open', async (forgery) => {
  const forges = { task: { task_id: 'task', attempt: 1, payload: { forges: true } } };
  const { root } = createProject({
    ...CONFIG,
    'agent.js': agentModule(
      `if (payload.forges) { ${forgery}; await fetch('http://api.example.com/'); } await report();`,
    ),
    ...fixtureFiles('forges', { input: forges }),
    ...fixtureFiles('next'),
    ...fixtureFiles('again', { input: forges }),
    ...fixtureFiles('last'),
  });
  const replayer = createReplayer({ config: await loadConfig(root) });
  onTestFinished(replayer.close);
  const ends = [];
  for (const id of ['forges', 'next', 'again', 'last']) {
    const { ok } = await replayer.replay(join(root, 'fixtures/suite', id));
    ends.push([id, ok]);
  }
  expect(ends).toEqual([
    ['forges', false],
    ['next', true],
    ['again', false],
    ['last', true],
  ]);
});

/** Takes the problems out of a verdict, and itself away. */
const ONCE = `const { toSorted } = Array.prototype;
  Array.prototype.toSorted = function (...all) {
    if (this[0]?.code === undefined) return toSorted.apply(this, all);
    Array.prototype.toSorted = toSorted;
    return [];
  };`;

test.each([
  ['a getter', `{ get done() { ${ONCE} return true; } }`],
  ['a getter further down', `{ list: [{ get done() { ${ONCE} return true; } }] }`],
  [
    'a getter that leaves a value',
    `{ get done() { ${ONCE} Object.defineProperty(this, 'done', { value: true, enumerable: true }); return true; } }`,
  ],
  [
    'what is made JSON by its own method, which leaves none',
    `{ toJSON() { ${ONCE} delete this.toJSON; return { a: 1 }; } }`,
  ],
  ['what is made JSON by its own method', `{ toJSON() { ${ONCE} return {}; } }`],
  ['a class', `new (class { get toJSON() { ${ONCE} } })()`],
  ['a proxy', `new Proxy({}, { ownKeys() { ${ONCE} return []; } })`],
])('what an agent changes while its output is read, by %s, makes no verdict', async (_, output) => {
  const { root } = createProject({
    ...CONFIG,
    'agent.js': agentModule(`return ${output};`),
    ...fixtureFiles('forges'),
  });
  const replayer = createReplayer({ config: await loadConfig(root) });
  onTestFinished(replayer.close);
  const { ok, verdict } = await replayer.replay(join(root, 'fixtures/suite/forges'));
  expect([ok, verdict.failure_reason]).toEqual([
    false,
    saying(/the built-in Array\.prototype\.toSorted was changed while the run was judged/),
  ]);
});

test.each([
  [
    'a validator',
    `validators: [{ get id() { ${ONCE} return 'own'; }, version: '1', deterministic: true, validate() {} }]`,
  ],
  [
    'a predicate',
    `predicates: [{ id: 'x_own', get expected() { ${ONCE} return 'a day'; }, check: () => true }]`,
  ],
])('what is changed while %s of a project is read makes no verdict', async (_, judges) => {
  const { root } = createProject({
    'agent-replay.config.js': `export default { agents: { agent: './agent.js#agent' }, ${judges} };`,
    'agent.js': agentModule(`return 'done';`),
    ...fixtureFiles('forges'),
  });
  const replayer = createReplayer({ config: await loadConfig(root) });
  onTestFinished(replayer.close);
  const { ok, verdict } = await replayer.replay(join(root, 'fixtures/suite/forges'));
  expect([ok, verdict.failure_reason]).toEqual([
    false,
    saying(/the built-in Array\.prototype\.toSorted was changed while the run was judged/),
  ]);
});

const UNRECORDED = 'await fetch("http://api.example.com/unrecorded").catch(() => undefined);';
/** Before Node 24 the resources of asynchronous work stand in a list: without its first Node ends the process itself. */
const endsNode = Number(process.versions.node.split('.')[0]) < 24;
const MISSED = ['cassette_miss', [{ call: 'GET http://api.example.com/unrecorded' }]] as const;
const DROPS = `(...all) => push.apply(this, all.filter((each) =>
  !['nearest', 'lane', 'code', 'target', 'operation'].some((name) => each?.[name] !== undefined)))`;

test.each([
  [
    'a push that is put back',
    `const { push } = Array.prototype;
    Array.prototype.push = function (...all) { return (${DROPS})(...all); };
    ${UNRECORDED} Array.prototype.push = push;`,
    MISSED,
  ],
  [
    'a setter for the first of each list',
    `Object.defineProperty(Array.prototype, '0', { configurable: true, set() {} });
    ${UNRECORDED} delete Array.prototype[0];`,
    endsNode ? (['replay_crashed', undefined] as const) : MISSED,
  ],
])('%s hides no call that was not recorded', async (_, forgery, [failureClass, misses]) => {
  const { root } = createProject({
    ...CONFIG,
    'agent.js': agentModule(`${forgery} await report(); return 'done';`),
    ...fixtureFiles('forges'),
  });
  const replayer = createReplayer({ config: await loadConfig(root) });
  onTestFinished(replayer.close);
  const { ok, verdict, ledger } = await replayer.replay(join(root, 'fixtures/suite/forges'));
  expect([ok, verdict.failure_class]).toEqual([false, failureClass]);
  expect(ledger?.misses.map(({ call }) => ({ call }))).toEqual(misses);
});

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

test('files that an agent makes up by functions of its own for node:fs are none', async () => {
  const { root } = createProject({
    ...CONFIG,
    'agent.js': agentModule(
      `const stats = await fs.promises.stat('.');
       const made = Object.assign(Object.create(stats), { isFile: () => true, isDirectory: () => false, size: 4, ctimeMs: Date.now() });
       fs.promises.stat = async () => made; fs.promises.readFile = async () => Buffer.from('done');
       fs.promises.open = async () => ({ stat: async () => made, readFile: async () => Buffer.from('done'), close: async () => undefined });
       syncBuiltinESMExports();
       await context.recordArtifact({ kind: 'report', uri: 'report.md' });`,
      `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';`,
    ),
    ...fixtureFiles('forges'),
  });
  const replayer = createReplayer({ config: await loadConfig(root) });
  onTestFinished(replayer.close);
  const { ok, verdict } = await replayer.replay(join(root, 'fixtures/suite/forges'));
  expect([ok, verdict.failure_class]).toEqual([false, 'side_effect_unconfirmed']);
});

interface Summed extends Array<number> {
  ownSum?: () => number;
}

test('what a test has changed of built-in objects is in place again after a replay', async () => {
  const { root } = createProject(fixtureFiles('one', { expected: { output: { type: 'string' } } }));
  const agent = defineAgent({ name: 'agent', run: async () => 'done' });
  const config = { ...(await loadConfig(root)), agents: { agent } };
  Object.assign(Array.prototype, { ownSum: () => 3 });
  Reflect.defineProperty(Object.prototype, 'ownShould', { get: () => 'yes', configurable: true });
  const parse = vi.spyOn(JSON, 'parse');
  onTestFinished(() => {
    parse.mockRestore();
    for (const [owner, key] of [
      [Array.prototype, 'ownSum'] as const,
      [Object.prototype, 'ownShould'] as const,
    ])
      Reflect.deleteProperty(owner, key);
  });
  for (let round = 0; round < 2; round += 1) {
    const { ok } = await replay(join(root, 'fixtures/suite/one'), { config });
    expect([ok, ([] as Summed).ownSum?.(), Reflect.get({}, 'ownShould')]).toEqual([true, 3, 'yes']);
    expect(JSON.parse).toBe(parse);
  }
});

test('probes, validators and predicates find what the agent has put in place, and the verdict does not', async () => {
  const { root } = createProject(
    fixtureFiles('one', {
      expected: {
        artifacts: { min: 1 },
        semantic: [{ validator: 'sums' }],
        predicates: ['x_sums'],
      },
    }),
  );
  const sum = (): number | undefined => ([1, 2] as Summed).ownSum?.();
  const agent = defineAgent({
    name: 'agent',
    async run(_payload, context) {
      Object.assign(Array.prototype, {
        ownSum(this: number[]) {
          return this.reduce((all, each) => all + each, 0);
        },
      });
      const probe = async () => (await Promise.resolve(), sum() === 3);
      await context.recordArtifact({ kind: 'message_id', uri: 'message-1', probe });
      return 'done';
    },
  });
  onTestFinished(() => void Reflect.deleteProperty(Array.prototype, 'ownSum'));
  const validators = [
    defineValidator({
      id: 'sums',
      version: '1',
      deterministic: true,
      validate: async () => ({ label: sum() === 3 ? 'pass' : 'fail', explanation: 'by its own sum' }),
    }),
  ];
  const predicates = [
    definePredicate({ id: 'x_sums', expected: 'its own sum', check: () => sum() === 3 || String(sum()) }),
  ];
  const config = { ...(await loadConfig(root)), agents: { agent }, validators, predicates };
  const { verdict } = await replay(join(root, 'fixtures/suite/one'), { config });
  expect(verdict).toMatchObject({ status: 'passed', issues: [] });
});

test('what Jest marks stays marked: each change of what all objects inherit makes all code slow', () => {
  const { putOurs } = keepIntrinsics();
  const mark = Symbol.for('$$jest-protect-from-deletion');
  onTestFinished(() => void Reflect.deleteProperty(Object.prototype, mark));
  Reflect.defineProperty(Object.prototype, mark, { value: true, configurable: true });
  expect(putOurs()).toBeNull();
  expect(mark in {}).toBe(true);
});

test('an agent may change more than there is room for on the stack', () => {
  const { putOurs, putTheirs, beforeRun } = keepIntrinsics();
  const keys = Array.from({ length: 20_000 }, (_, at) => `own${at}`);
  onTestFinished(() => {
    for (const key of keys) Reflect.deleteProperty(Array.prototype, key);
  });
  for (const key of keys) Reflect.defineProperty(Array.prototype, key, { value: key, configurable: true });
  const afterRun = beforeRun();
  expect(putOurs()).toBe('Array.prototype.own19999');
  afterRun();
  putTheirs();
  expect([Reflect.get([], 'own0'), Reflect.get([], 'own19999')]).toEqual(['own0', 'own19999']);
});
