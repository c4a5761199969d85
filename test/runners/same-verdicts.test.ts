import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCommand } from './run-command.ts';
import { usePackages } from './use-packages.ts';
import { createProject, type Project } from './project.ts';
import { generatedProject } from './generated-project.ts';
import { fixtureFiles } from './fixture-files.ts';
import { fixtureTests, userProject } from './user-project.ts';

/** Reporters of a user, one for each runner, that keep the verdicts' bytes. */
const REPORTERS = {
  'vitest-verdicts.mjs': `import { writeFileSync } from 'node:fs';
export default class {
  onTestRunEnd(modules) {
    const rows = modules.flatMap((module) => [...module.children.allTests()].flatMap((test) => test.meta().agentReplay ?? []));
    writeFileSync('vitest.txt', rows.map((row) => row.verdict).sort().join('\\n'));
  }
}
`,
  'jest-verdicts.cjs': `const { writeFileSync } = require('node:fs');
module.exports = class {
  onRunComplete(_contexts, { testResults }) {
    const rows = testResults.flatMap((result) => result.agentReplay ?? []);
    writeFileSync('jest.txt', rows.map((row) => row.verdict).sort().join('\\n'));
  }
};
`,
};

/** Modules that do not load, each in its way, or hold no agent. */
const BROKEN = {
  throws: "throw new TypeError('no key in the environment');\n",
  syntax: 'const a = ;\n',
  imports_nothing: "import './nowhere.js';\nexport const agent = {};\n",
  imports_no_package: "import 'no-such-package';\nexport const agent = {};\n",
  exports_no_agent: 'export const other = 1;\n',
};

/** Its answer is a list of what is true in production, where there is one realm. */
const ASKS_FOR_CLASSES = `const { EventEmitter } = require('node:events');
const { isDeepStrictEqual } = require('node:util');
const { defineAgent } = require('agent-replay');
const reasonOf = (promise) => promise.then(() => null, (reason) => reason);

exports.agent = defineAgent({
  name: 'clerk',
  async run(payload, context) {
    if (payload.emit) setImmediate(() => new EventEmitter().emit('error', new Error('nobody listens')));
    const unread = await reasonOf(fetch('not a url'));
    const aborted = await reasonOf(fetch('https://api.example.com/', { signal: AbortSignal.abort() }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    return [
      unread instanceof TypeError,
      aborted instanceof Error,
      payload.items instanceof Array,
      payload.constructor === Object,
      isDeepStrictEqual(payload, { items: [1] }),
      structuredClone(new Map()) instanceof Map,
      context.task.payload === payload,
      isDeepStrictEqual(context.task.state, []),
      Object.keys(context).includes('workspace') && context.signal === context.signal,
    ];
  },
});
`;

/** Its answer tells which of what Node makes is not equal to data of its own, by prototypes as well. */
const COMPARES = {
  cjs: "const nodeModule = require;\nconst { defineAgent } = require('agent-replay');\nexports.agent = ",
  esm: "import { createRequire } from 'node:module';\nimport { defineAgent } from 'agent-replay';\nconst nodeModule = createRequire(import.meta.url);\nexport const agent = ",
};
const COMPARISONS = `defineAgent({
  name: 'clerk',
  async run() {
    const { isDeepStrictEqual, parseArgs, promisify } = nodeModule('node:util');
    const { execFile } = nodeModule('node:child_process');
    const { EventEmitter, once } = nodeModule('node:events');
    const fs = nodeModule('node:fs');
    const { posix } = nodeModule('node:path');
    const { Readable } = nodeModule('node:stream');
    const { deserialize, serialize } = nodeModule('node:v8');
    const answer = await fetch('https://api.example.com/json');
    const copy = answer.clone();
    const emitter = new EventEmitter();
    const paid = once(emitter, 'paid');
    emitter.emit('paid', 'a receipt');
    const { port1, port2 } = new MessageChannel();
    const message = new Promise((resolve) => (port2.onmessage = (event) => resolve(event.data)));
    const heard = new Promise((resolve) => port2.on('message', resolve));
    port1.postMessage({ list: [1] });
    const { Worker } = nodeModule('node:worker_threads');
    const worker = new Worker("require('node:worker_threads').parentPort.postMessage({ list: [1] })", { eval: true });
    const [sent] = await once(worker, 'message');
    const running = promisify(execFile)('echo', ['hi']);
    const children = [typeof running.child.pid];
    const listing = await new Promise((resolve) => fs.readdir('fixtures', (_error, names) => resolve(names)));
    const own = { list: [1], made: { at: new Date(0) }, seen: new Map([[{}, new Set([[]])]]) };
    const pairs = [
      [structuredClone(own), own],
      [await answer.json(), { list: [1], a: null }],
      [await copy.json(), { list: [1], a: null }],
      [await new Response('[{}]').json(), [{}]],
      [await new Request('https://a.example/', { method: 'POST', body: '[{}]' }).json(), [{}]],
      [await running, { stdout: 'hi\\n', stderr: '' }],
      [children, ['number']],
      [await paid, ['a receipt']],
      [await message, { list: [1] }],
      [await heard, { list: [1] }],
      [sent, { list: [1] }],
      [fs.readdirSync('fixtures'), ['payments']],
      [listing, ['payments']],
      [await promisify(fs.readdir)('fixtures'), ['payments']],
      [await fs.promises.readdir('fixtures'), ['payments']],
      [posix.parse('/a.b'), { root: '/', dir: '/', base: 'a.b', ext: '.b', name: 'a' }],
      [parseArgs({ args: ['a'], allowPositionals: true }).positionals, ['a']],
      [deserialize(serialize(own.made)), own.made],
      [await Readable.from([1]).toArray(), [1]],
      [[...new URLSearchParams('a=1')], [['a', '1']]],
      [[...new Headers({ a: '1' })], [['a', '1']]],
      [new URLSearchParams('a=1').getAll('a'), ['1']],
      [Buffer.from('a').toJSON(), { type: 'Buffer', data: [97] }],
      [process.argv.constructor, Array],
      [process.memoryUsage().constructor, Object],
      [await promisify(setTimeout)(1, own), own],
    ];
    port1.close();
    return pairs.flatMap(([made, given], index) => (isDeepStrictEqual(made, given) ? [] : [index]));
  },
});
`;

/** A message that is no worker's, an end of what it is sent through, another place or exit code would be that of all fixtures after it. */
const PLACES = `defineAgent({
  name: 'clerk',
  async run(payload) {
    process.send?.({ progress: 1 });
    process.disconnect?.();
    if (payload.do === 'asks') return typeof process.send;
    const { basename } = nodeModule('node:path');
    const place = () => \`\${basename(process.cwd()) || '/'}, \${process.exitCode}\`;
    if (payload.do !== 'goes') return place();
    process.chdir('/');
    process.exitCode = 7;
    return place();
  },
});
`;

/** What Node tells a process: Jest's sandbox has a copy of it. Each answer tells what was heard. */
const LISTENS = `const { lookup } = require('node:dns/promises');
const { defineAgent } = require('agent-replay');
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const heard = (event, act) => new Promise((resolve) => {
  process.once(event, (value) => resolve('heard ' + (value.message ?? value)));
  act();
  setTimeout(resolve, 1000, 'nothing');
});
class Order {}

const acts = {
  own_rejection: () => heard('unhandledRejection', () => Promise.reject(new Error('lost'))),
  own_signal: () => heard('SIGUSR2', () => process.kill(process.pid, 'SIGUSR2')),
  own_warning: () => heard('warning', () => process.emitWarning('careful')),
  own_once_only: async () => (await acts.own_rejection(), void Promise.reject(new Error('second')), wait(50)),
  rejects_object: () => (void Promise.reject({ a: 1 }), wait(50)),
  rejects_instance: () => (void Promise.reject(new Order()), wait(50)),
  rejects_list: () => (void Promise.reject([1]), wait(50)),
  asks_dns: () => lookup('example.com').catch((error) => error.message),
  late: () => void setTimeout(() => void Promise.reject(new Error('too late')), 300),
  soon: () => void setTimeout(() => void Promise.reject(new Error('too late by little')), 20),
  // the last of its worker, which may end before: nobody hears of it then
  unheard: () => void setTimeout(() => void Promise.reject(new Error('too late by little')), 20),
  next: () => wait(900),
  then: () => wait(900),
};

exports.agent = defineAgent({
  name: 'clerk',
  run: async (payload) => (await acts[payload.do]()) ?? 'done',
});
`;

const ENGINE = `import { discoverFixtures, loadConfig, replay, verdictJson } from 'agent-replay';
const { root, fixtures } = await loadConfig();
const texts = [];
for (const { dir } of discoverFixtures(root, fixtures)) texts.push(verdictJson(await replay(dir)));
console.log(texts.sort().join('\\n'));
`;
/** What the repository's own fixtures need. */
const PARTS = ['agent-replay.config.ts', 'package.json', 'tsconfig.base.json', 'fixtures', 'examples'];
const repository = fileURLToPath(new URL('../..', import.meta.url));

const packages = usePackages(900_000);

/** The verdicts of all fixtures, one a line, by the engine itself; and by each runner. */
async function verdictsOf(project: Project): Promise<Record<'engine' | 'vitest' | 'jest', string[]>> {
  project.write({ ...REPORTERS, 'engine.mjs': ENGINE });
  await project.vitest('run', '--reporter=./vitest-verdicts.mjs');
  await project.jest('--preset=@agent-replay/jest-preset', '--reporters=./jest-verdicts.cjs');
  const engine = await runCommand(project.dir, [process.execPath, 'engine.mjs']);
  const lines = (text: string): string[] => text.trim().split('\n');
  return {
    engine: lines(engine.stdout),
    vitest: lines(readFileSync(join(project.dir, 'vitest.txt'), 'utf8')),
    jest: lines(readFileSync(join(project.dir, 'jest.txt'), 'utf8')),
  };
}

async function expectSame(project: Project): Promise<string[]> {
  const { engine, vitest, jest } = await verdictsOf(project);
  expect(vitest).toEqual(engine);
  expect(jest).toEqual(engine);
  return engine;
}

test('Vitest, Jest and the engine by itself give the same bytes for every fixture', async () => {
  const project = packages.project('same');
  expect(await expectSame(project)).toHaveLength(Object.keys(fixtureTests).length);
});

test('so they do for agents that do not load, whatever loads them', async () => {
  const { 'agent-replay.config.mjs': _config, ...files } = userProject({ modules: 'esm' });
  const names = Object.keys(BROKEN);
  const agents = names.map((name) => `${name}: './src/${name}.js#agent'`);
  const project = createProject(packages.dir, 'broken', {
    ...Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('fixtures/'))),
    'agent-replay.config.mjs': `export default { agents: { missing: './src/missing.js', ${agents.join(', ')} } };\n`,
    ...Object.fromEntries(Object.entries(BROKEN).map(([name, text]) => [`src/${name}.js`, text])),
    ...Object.assign(
      {},
      ...['missing', 'unnamed', ...names].map((name) => fixtureFiles({ id: name, agent: name, payload: {} })),
    ),
  });
  const verdicts = await expectSame(project);
  const reasons = verdicts.map((text) => (JSON.parse(text) as { failure_reason: string }).failure_reason);
  expect(new Set(reasons.map((reason) => reason.replace(/"[a-z_]+"/, '"x"')))).toEqual(
    new Set([
      'agent_load_failed: Failed to load the agent "x": its module cannot be imported.',
      'agent_load_failed: Failed to load the agent "x": its module exports no agent "agent".',
      'agent_not_found: Failed to find the agent "x": the config does not name it.',
    ]),
  );
});

test('so they do for an agent that asks of what class things are, and is in the sandbox of Jest', async () => {
  const { 'src/clerk.js': _clerk, ...files } = userProject({ modules: 'cjs' });
  const project = createProject(packages.dir, 'classes', {
    ...Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('fixtures/'))),
    'src/clerk.js': ASKS_FOR_CLASSES,
    ...fixtureFiles({
      id: 'asks',
      payload: { items: [1] },
      expected: { status: ['passed'], output: { const: 0 } },
    }),
    ...fixtureFiles({ id: 'emits', payload: { emit: true } }),
  });
  const [emits, asks] = (await expectSame(project)).map(
    (text) => JSON.parse(text) as { issues: { received: string }[]; failure_reason: string },
  );
  expect(asks?.issues.map(({ received }) => received)).toContain(`[${Array(9).fill(true).join()}]`);
  expect(emits?.failure_reason).toBe('exception: Error: nobody listens');
});

test.each(['cjs', 'esm'] as const)(
  'so they do for an agent (%s) that compares what Node makes with data of its own',
  async (modules) => {
    const { 'src/clerk.js': _clerk, ...files } = userProject({ modules });
    const project = createProject(packages.dir, `compares-${modules}`, {
      ...Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('fixtures/'))),
      'src/clerk.js': COMPARES[modules] + COMPARISONS,
      ...fixtureFiles({
        id: 'compares',
        payload: {},
        expected: { status: ['passed'], output: { const: 0 } },
        interactions: [
          {
            id: 'http-1',
            lane: 'GET https://api.example.com/json',
            kind: 'http',
            effect: 'read',
            request: { method: 'GET', url: 'https://api.example.com/json', headers: [] },
            response: { status: 200, headers: [], body: { text: '{"list":[1],"a":null}' } },
          },
        ],
      }),
    });
    const [verdict] = (await expectSame(project)).map((text) => JSON.parse(text) as Verdict);
    expect(verdict?.issues.map(({ received }) => received)).toEqual(['[]']);
  },
);

test.each(['cjs', 'esm'] as const)(
  'so they do for an agent (%s) that asks who started it, and goes elsewhere',
  async (modules) => {
    const { 'src/clerk.js': _clerk, ...files } = userProject({ modules });
    const acts = ['asks', 'goes', 'is_here'];
    const project = createProject(packages.dir, `places-${modules}`, {
      ...Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('fixtures/'))),
      'src/clerk.js': COMPARES[modules] + PLACES,
      ...Object.assign(
        {},
        ...acts.map((id) =>
          fixtureFiles({ id, payload: { do: id }, expected: { status: ['passed'], output: { const: 0 } } }),
        ),
      ),
    });
    const verdicts = (await expectSame(project)).map((text) => JSON.parse(text) as Verdict);
    expect(verdicts.map(({ issues }) => issues[0]?.received)).toEqual([
      '"undefined"',
      '"/, 7"',
      `"places-${modules}, undefined"`,
    ]);
  },
);

test('so they do for an agent that listens to its process, which in the sandbox of Jest is a copy', async () => {
  const project = listens('listens', { output: { const: 0 } }, [
    'asks_dns',
    'own_once_only',
    'own_rejection',
    'own_signal',
    'own_warning',
    'rejects_instance',
    'rejects_list',
    'rejects_object',
  ]);
  const verdicts = (await expectSame(project)).map((text) => JSON.parse(text) as Verdict);
  const received = new Map(
    verdicts.map(({ fixture_id, issues }) => [fixture_id, issues.map((issue) => issue.received).join('\n')]),
  );
  expect(received.get('own_rejection')).toBe('"heard lost"');
  expect(received.get('own_signal')).toBe('"heard SIGUSR2"');
  expect(received.get('own_warning')).toBe('"heard careful"');
  expect(received.get('own_once_only')).toContain('Error: second');
  expect(received.get('rejects_object')).toContain('with the reason "#<Object>".');
  expect(received.get('rejects_instance')).toContain('with the reason "#<Order>".');
  expect(received.get('rejects_list')).toContain('with the reason "[object Array]".');
  expect(received.get('asks_dns')).not.toContain('clerk.js');
});

test('an error that comes after the verdict is told, and turns no test red', async () => {
  const project = listens('late', { output: { type: 'string' } }, [
    'late',
    'next',
    'soon',
    'then',
    'unheard',
  ]);
  const verdicts = (await expectSame(project)).map((text) => JSON.parse(text) as Verdict);
  expect(verdicts.map(({ status }) => status)).toEqual(Array(5).fill('passed'));
  const runs = [await project.jest('--preset=@agent-replay/jest-preset'), await project.vitest('run')];
  for (const { code, stderr } of runs) {
    expect(stderr).toContain('"late" left behind an error that came after its verdict:\nError: too late\n');
    expect(stderr).toContain(
      '"soon" left behind an error that came after its verdict:\nError: too late by little',
    );
    expect(code).toBe(0);
  }
});

test('so they do for a thousand generated ones', async () => {
  const project = createProject(packages.dir, 'generated', generatedProject(1000, 8));
  const verdicts = await expectSame(project);
  expect(verdicts).toHaveLength(1000);
  const classes = new Set(
    verdicts.map((text) => (JSON.parse(text) as { failure_class?: string }).failure_class),
  );
  expect(classes.size).toBeGreaterThan(4);
});

test.each(foldersWithFixtures())('so they do for the fixtures of %s', async (folder) => {
  const dir = join(packages.dir, 'repository');
  for (const part of PARTS) {
    cpSync(join(repository, part), join(dir, part), {
      recursive: true,
      filter: (path) => !['node_modules', '.agent-replay', 'dist'].includes(basename(path)),
    });
  }
  const project = createProject(packages.dir, join('repository', folder), {
    'vitest.config.ts': `import { agentReplay } from '@agent-replay/vitest-plugin';\nexport default { plugins: [agentReplay()] };\n`,
  });
  await expectSame(project);
});

interface Verdict {
  fixture_id: string;
  status: string;
  issues: readonly { received: string }[];
}

/** A project whose agent does what each fixture is named by. */
function listens(name: string, expected: object, acts: readonly string[]): Project {
  const { 'src/clerk.js': _clerk, ...files } = userProject({ modules: 'cjs' });
  return createProject(packages.dir, name, {
    ...Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('fixtures/'))),
    'src/clerk.js': LISTENS,
    ...Object.assign(
      {},
      ...acts.map((id) =>
        fixtureFiles({ id, payload: { do: id }, expected: { status: ['passed'], ...expected } }),
      ),
    ),
  });
}

function foldersWithFixtures(): string[] {
  const examples = readdirSync(join(repository, 'examples')).map((name) => join('examples', name));
  return ['.', ...examples].filter((folder) => existsSync(join(repository, folder, 'fixtures')));
}
