import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createProject } from '../project.suite.ts';
import { loadConfig } from './load-config.ts';

test.each([
  [
    'agent-replay.config.ts',
    `import type { UserConfig } from 'agent-replay'; const config: UserConfig = { fixtures: 'cases' }; export default config;`,
  ],
  ['agent-replay.config.mts', `export default { fixtures: ['cases'] as string[] };`],
  ['agent-replay.config.js', `export default { fixtures: ['cases'] };`],
  ['agent-replay.config.cjs', `module.exports = { fixtures: ['cases'] };`],
  ['agent-replay.config.json', `{ "fixtures": "cases" }`],
])('%s is found from a folder below, and read', async (name, text) => {
  const { root, write } = createProject({ [name]: text });
  write('deep/er/file.txt', '');
  const config = await loadConfig(join(root, 'deep/er'));
  expect(config).toMatchObject({
    root,
    file: join(root, name),
    fixtures: ['cases'],
    mode: 'cassette',
    interceptor: 'msw',
    isolate: false,
  });
  expect(config.store).toBe(join(root, '.agent-replay/runs.db'));
});

test('agent-replay.config.cts is read by Node itself, whoever imports the others', async () => {
  const { run, node, write } = createProject({
    'agent-replay.config.cts': `const config: object = { store: 'other.db', unheard: 1 }; module.exports = config;`,
    'load.js': `import { loadConfig } from 'agent-replay';
      const config = await loadConfig(process.cwd(), { import: () => Promise.reject(new Error('no such loader')) });
      console.log(config.store);`,
  });
  expect((await run('runs')).stderr).toMatch(/agent-replay\.config\.cts[\s\S]*\/unheard/);
  write('agent-replay.config.cts', `const config: object = { store: 'other.db' }; module.exports = config;`);
  expect((await node('load.js')).stdout).toContain('other.db');
});

test('without a config the defaults hold in the nearest package', async () => {
  const { root, write } = createProject();
  write('deep/file.txt', '');
  expect(await loadConfig(join(root, 'deep'))).toMatchObject({
    root,
    file: null,
    fixtures: ['fixtures'],
    agents: {},
  });
});

test('what a config is refused by says itself what to do, once', async () => {
  const { root } = createProject({
    'agent-replay.config.mjs': `import { defineValidator } from '@agent-replay/contracts';
      export default { validators: [defineValidator({ id: 'kind', validate: () => null })] };`,
  });
  const { message } = (await loadConfig(root).catch((error: unknown) => error)) as Error;
  expect(message.replace(root, '')).toMatchInlineSnapshot(`
    "Failed to load "/agent-replay.config.mjs": Failed to define the validator "kind": it must have a version.
      fix  version: '1', and another with each change of what it judges by"
  `);
});

test('of two configs in one folder none is chosen, and both are named', async () => {
  const { root } = createProject({
    'agent-replay.config.ts': 'export default {};',
    'agent-replay.config.mjs': 'export default {};',
  });
  await expect(loadConfig(root)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: `Failed to choose a config in "${root}": there are two.
  found  agent-replay.config.ts and agent-replay.config.mjs
  fix    keep the one that holds, and remove the other`,
  });
});

test.each([
  ['agent-replay.config.json', '{ "store": "mysql://u:hidden@db" }'],
  ['agent-replay.config.mjs', "export default { store: 'mysql://u:hidden@db' };"],
])('the password of a store in %s is not told', async (name, content) => {
  const { root, write } = createProject({});
  write(name, content);
  const told = await loadConfig(root).catch((error: unknown) => error);
  expect(inspect(told, { depth: 9 })).not.toContain('hidden');
  expect(told).toMatchObject({ code: 'CONFIG_INVALID', issues: [{ received: '"mysql://u:***@db"' }] });
});

test('a config above the package is not looked for', async () => {
  const { root, write } = createProject({ 'agent-replay.config.json': {} });
  write('inner/package.json', {});
  expect(await loadConfig(join(root, 'inner'))).toMatchObject({ root: join(root, 'inner'), file: null });
});

test('wrong and unknown keys are named with pointer, expected and received', async () => {
  const { root } = createProject({ 'agent-replay.config.json': { mode: 'fast', fixture: 'x' } });
  await expect(loadConfig(root)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    issues: [
      { path: '/mode', line: 2 },
      { path: '/fixture', code: 'unknown_key', line: 3 },
    ],
  });
});

test.each([
  ['/allow/0', { allow: ['tpc:x'] }],
  ['/allow/1', { allow: ['spawn:git', 'tcp:127.0.0.1'] }],
  ['/allow/0', { allow: ['fs:out'] }],
  ['/redact/rules/0/pattern', { redact: { rules: [{ kind: 'x', pattern: '(' }] } }],
  ['/redact/rules/0/pattern', { redact: { rules: [{ kind: 'x', pattern: 'x', flags: 'q' }] } }],
  ['/match/ignore/0', { match: { ignore: ['not a path'] } }],
  ['/match/ignore/1', { match: { ignore: ['/a', '$..[?('] } }],
  ['/match/ignore/0', { match: { ignore: ['/a~3'] } }],
  ['/match/headers/0', { match: { headers: ['x tenant'] } }],
  ['/readOnly/0', { readOnly: ['http://[bad'] }],
  ['/readOnly/0', { readOnly: ['https://API.example.com/v1'] }],
  ['/readOnly/0', { readOnly: ['htps://api.example.com/v1'] }],
  ['/store', { store: 'mysql://root@localhost/x' }],
  ['/store', { store: 'sqlite:runs.db' }],
  ['/effects/0/host', { effects: [{ host: 'https://bank.example', effect: 'money' }] }],
  ['/effects/0/path', { effects: [{ path: 'v1/charges', effect: 'money' }] }],
  ['/capture/crm.example.com/email', { capture: { 'crm.example.com': { email: 'hash' } } }],
  ['/capture/search/~1result~1a~03', { capture: { search: { '/result/a~3': 'deny' } } }],
  ['/capture/vault.*', { capture: { 'vault.*': 'deny' } }],
  ['/capture/*.example.com', { capture: { '*.example.com': 'deny' } }],
  ['/capture/search ', { capture: { 'search ': 'deny' } }],
  ['/capture/search', { capture: { search: 'denied' } }],
  ['/capture/https:~1~1crm.example.com', { capture: { 'https://crm.example.com': 'deny' } }],
  [
    '/capture/POST https:~1~1CRM.example.com~1v1?a',
    { capture: { 'POST https://CRM.example.com/v1?a': 'deny' } },
  ],
  ['/agents/refunds', { agents: { refunds: './src/refunds.ts#' } }],
  ['/importers/airline', { importers: { airline: '#read' } }],
])(
  '%s is read with the config: what nothing could take, or ever fit, is an error of it',
  async (path, given) => {
    const { root } = createProject({
      'agent-replay.config.mjs': `export default ${JSON.stringify(given)};`,
    });
    await expect(loadConfig(root)).rejects.toMatchObject({ code: 'CONFIG_INVALID', issues: [{ path }] });
  },
);

test('of code in a config, what could not be called is an error of it', async () => {
  const { root } = createProject({
    'agent-replay.config.mjs': `export default {
      effects: [{ path: /charges/g, effect: 'money' }],
      validators: [{ id: 'tone', validate: 'x' }],
      predicates: [{ id: '', check: () => [] }],
      monitor: { probes: [{ source: 'dns', check: null }] },
    };`,
  });
  await expect(loadConfig(root)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    issues: [
      { path: '/effects/0/path' },
      { path: '/monitor/probes/0' },
      { path: '/validators/0' },
      { path: '/predicates/0' },
    ],
  });
});

test('a probe speaks of a source that there is, and for agents that there are', async () => {
  const { root, write } = createProject({
    'agent-replay.config.mjs': `export default {
      agents: { pricer: './a.js#agent' },
      monitor: { probes: [
        { name: 'a', source: 'queue', check: () => null, agents: ['pricer'] },
        { name: 'b', source: 'queue', check: () => null, agents: ['pricer', 'prcier'] },
      ] },
    };`,
  });
  await expect(loadConfig(root)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    issues: [{ path: '/monitor/probes/1/agents/1' }],
  });
  write('other/package.json', '{}');
  write(
    'other/agent-replay.config.mjs',
    `export default { monitor: { probes: [{ name: 'a', source: 'weather', check: () => null }, { source: 'queue', check: () => null }] } };`,
  );
  await expect(loadConfig(join(root, 'other'))).rejects.toMatchObject({
    issues: [{ path: '/monitor/probes/0' }, { path: '/monitor/probes/1' }],
  });
});

test.each(["'clerk'", 'null', '{}', '7'])(
  'a probe whose agents are %s, and what is no probe, are errors of the config',
  async (agents) => {
    const { root } = createProject({
      'agent-replay.config.mjs': `export default { monitor: { probes: [
        { name: 'p', source: 'file', check: () => null, agents: ${agents} },
        null,
        { name: 'q', source: 'file', check: () => null, agents: [7] },
      ] } };`,
    });
    await expect(loadConfig(root)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      issues: [{ path: '/monitor/probes/0' }, { path: '/monitor/probes/1' }, { path: '/monitor/probes/2' }],
    });
  },
);

test('everything that docs/config.md names is taken as it is', async () => {
  const { root } = createProject({
    'agent-replay.config.mjs': `export default {
      agents: { researcher: './src/agent.ts#agent' },
      allow: ['tcp:127.0.0.1:5432', 'tcp:[::1]:*', 'spawn:git', 'addon:better-sqlite3', 'unix:/run/x.sock'],
      store: 'postgres://replay:x@db.internal/replay',
      effects: [{ host: '*.bank.example', path: /^\\/v1/i, methods: ['POST'], effect: 'money' }],
      readOnly: ['https://api.example.com', 'http://127.0.0.1:8080/v1/search?q=', 'search'],
      match: { ignore: ['/metadata/*/a~1b~0', '$..timestamp'], headers: ['x-tenant', '*'] },
      capture: {
        search: 'full',
        'vault/read': { '/result/items/*/a~1b': 'deny', '*': 'full' },
        'crm.example.com': { '/request/email': 'hash', '/response': 'deny', '*': 'full' },
        'POST https://crm.example.com/v1/people': 'deny',
        'websocket wss://rt.example.com/v1': 'deny',
        'localhost:8080': 'hash',
        '*': 'full',
      },
      redact: { rules: [{ kind: 'badge', pattern: 'BADGE-\\\\d{6}', flags: 'i' }] },
    };`,
  });
  await expect(loadConfig(root)).resolves.toMatchObject({ capture: { search: 'full' } });
});

test('a config that is a function, and no object, is told what to export', async () => {
  const { root } = createProject({ 'agent-replay.config.mjs': 'export default () => ({});' });
  await expect(loadConfig(root)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/expected an object, received .*\n {2}fix {2}export default defineConfig/),
  });
});

test('a config that throws, or exports nothing, is its own error', async () => {
  const { root, write } = createProject({ 'agent-replay.config.js': 'throw new Error("no disk")' });
  await expect(loadConfig(root)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('no disk'),
  });
  const other = createProject({ 'agent-replay.config.js': 'export const config = {};' });
  await expect(loadConfig(other.root)).rejects.toThrow('it has no default export');
  write('x', '');
});

const ODD = {
  'an object without a prototype': 'Object.create(null)',
  'a proxy that throws': 'new Proxy({}, new Proxy({}, { get() { throw new Error("trap"); } }))',
  'an error whose parts throw': `Object.defineProperties(new Error('x'), {
    message: { get() { throw Object.create(null); } },
    stack: { get() { throw 7; } },
    name: { get() { throw null; } },
  })`,
};

test.each(Object.entries(ODD))('a config that throws %s is its own error', async (_, thrown) => {
  const { json } = createProject({ 'agent-replay.config.js': `throw ${thrown};` });
  const { code, value } = await json('validate');
  expect(code).toBe(2);
  expect(value).toMatchObject({
    error: {
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/^Failed to load ".*config\.js": .*\.\n {2}fix {2}import it/) as string,
    },
  });
});

test.each([
  ...Object.values(ODD).map((thrown) => `{ get agents() { throw ${thrown}; } }`),
  ...Object.values(ODD).map((thrown) => `new Proxy({}, { ownKeys() { throw ${thrown}; } })`),
  'new Proxy({}, new Proxy({}, { get() { throw new Error("trap"); } }))',
  '{ then() { throw new Error("then"); } }',
])('a config that throws when it is read is its own error: %s', async (exported) => {
  const { json } = createProject({ 'agent-replay.config.js': `export default ${exported};` });
  const { code, value } = await json('validate');
  expect(code).toBe(2);
  expect(value).toMatchObject({
    error: {
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(
        /^Failed to read ".*": a part of it throws when it is read: .*\.\n {2}fix/,
      ) as string,
    },
  });
});

const BROKEN_CONFIG = `export default {
  agents: { a: './a.js#agent' }
  store: 'runs.db',
};
`;

test.each([
  ['agent-replay.config.ts', BROKEN_CONFIG],
  ['agent-replay.config.mjs', BROKEN_CONFIG],
  ['agent-replay.config.js', BROKEN_CONFIG],
  ['agent-replay.config.cjs', BROKEN_CONFIG.replace('export default', 'module.exports =')],
])('of %s that cannot be parsed, file, line and column are told, and the line', async (name, text) => {
  const { root, run } = createProject({ [name]: text });
  const { code, stderr } = await run('runs');
  expect(code).toBe(2);
  expect(stderr).toContain(`
  at    ${join(root, name)}:3:3
  line  store: 'runs.db',
  fix   correct that line, or what stands before it
`);
});

test('a module that a config imports is named where it cannot be parsed, as is what it lacks', async () => {
  const { root, run, write } = createProject({
    'agent-replay.config.mjs': `import { store } from './part.cts';\nexport default { store };`,
    'part.cts': `const a: number = 1;\nmodule.exports = { store: 'runs.db' b };\n`,
  });
  expect((await run('runs')).stderr).toContain(`\n  at    ${join(root, 'part.cts')}:2:37\n`);
  write('part.cts', `module.exports = {};`);
  write('part.mjs', `export const stores = 1;`);
  write('agent-replay.config.mjs', `import { store } from './part.mjs';\nexport default { store };`);
  expect((await run('runs')).stderr).toContain(`\n  at    ${join(root, 'agent-replay.config.mjs')}:1:10\n`);
});
