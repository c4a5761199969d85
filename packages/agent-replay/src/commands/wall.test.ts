import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { netnsState } from '@agent-replay/cassette';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { agentModule, commit, CONFIG, createProject, fixtureFiles, type Project } from '../project.suite.ts';

// Whole processes, several a test, on machines that may be busy.
vi.setConfig({ testTimeout: 300_000 });

let hits = 0;
const server = http
  .createServer((_request, response) => response.end('live'))
  .on('connection', () => {
    hits += 1;
  });
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => {
  hits = 0;
});
afterAll(() => void server.close());

interface Document {
  fixtures: {
    fixture_id: string;
    exit_code: number;
    verdict: { status: string; failure_class: string | null; failure_reason: string | null };
    ledger: { blocked: { operation: string; target: string; effect?: string }[]; unguarded: object[] };
  }[];
}

/** A project with a fixture for each of these bodies, whose agent does that and reports success. */
function agents(bodies: Record<string, string>, config: object = {}, more = ''): Project {
  const cases = Object.entries(bodies).map(([name, body]) => `case '${name}': { ${body}; break; }`);
  return createProject({
    'agent-replay.config.json': { ...CONFIG['agent-replay.config.json'], ...config },
    'agent.js': agentModule(`switch (payload.do) { ${cases.join('\n')} }\nreturn report();`, more),
    ...Object.assign(
      {},
      ...Object.keys(bodies).map((name) =>
        fixtureFiles(name, { input: { task: { task_id: 't', attempt: 1, payload: { do: name } } } }),
      ),
    ),
  });
}

const agent = (body: string, config: object = {}, more = ''): Project => agents({ one: body }, config, more);
const ALL = ['--fixture', 'fixtures/*/*'];

const CHILDREN = `import { spawnSync } from 'node:child_process';`;

test('a refusal ends the command with 4, however the agent hides it', async () => {
  const bodies = {
    caught: `await fetch(URL).catch(() => {});`,
    eaten: `process.on('unhandledRejection', () => {}); void fetch(URL); await new Promise((r) => setImmediate(r));`,
    exits: `await fetch(URL).catch(() => {}); await report(); process.exit(0);`,
    exits_from_a_rejection: `process.on('unhandledRejection', () => process.exit(0)); void fetch(URL); await report(); await new Promise((r) => setTimeout(r, 1));`,
  };
  const url = `'http://127.0.0.1:${port}/'`;
  const project = agents(
    Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, body.replaceAll('URL', url)])),
  );
  for (const mode of ['cassette', 'strict']) {
    const { code, value } = await project.json<Document>(...ALL, '--mode', mode);
    expect(
      value.fixtures.map(({ fixture_id: id, exit_code, verdict }) => [id, exit_code, verdict.status]),
    ).toEqual(Object.keys(bodies).map((name) => [name, 4, 'blocked']));
    expect(code).toBe(4);
  }
  expect(hits).toBe(0);
});

test('a child of the agent that tries the network is refused, guarded or not, whatever it makes of that', async () => {
  const bodies = {
    node: `spawnSync(process.execPath, ['-e', 'fetch("http://127.0.0.1:${port}/").catch(() => {})'], { env: {} })`,
    // No hook sees a shell: the kernel counts the packet that finds no route.
    shell: `spawnSync('bash', ['-c', 'exec 3<>/dev/udp/192.0.2.1/9 && echo x >&3; true'])`,
  };
  const { value } = await agents(bodies, {}, CHILDREN).json<Document>(...ALL);
  const [node, shell] = value.fixtures;
  expect(node).toMatchObject({ exit_code: 4, ledger: { blocked: [{ operation: 'tcp' }] } });
  if (netnsState().active)
    expect(shell).toMatchObject({
      exit_code: 4,
      verdict: { status: 'blocked', failure_class: 'unrecorded_operation' },
      ledger: { blocked: [{ operation: 'route' }] },
    });
  else expect(shell?.ledger.unguarded).toHaveLength(1);
  expect(hits).toBe(0);
});

test('a command in another language has no network either, where namespaces can be had; else it is declared', async () => {
  const project = createProject({
    'agent-replay.config.json': {
      agents: {
        agent: { exec: ['bash', '-c', `cat > /dev/null; exec 3<>/dev/tcp/127.0.0.1/${port}; echo '"done"'`] },
      },
    },
    ...fixtureFiles('one', { expected: { output: {}, artifacts: { min: 0 } } }),
  });
  const { value } = await project.json<Document>('--fixture', 'fixtures/suite/one', '--mode', 'strict');
  expect(value.fixtures[0]?.ledger.unguarded).toHaveLength(netnsState().active ? 0 : 1);
  expect(hits).toBe(netnsState().active ? 0 : 1);
});

test('what the allow-list names is reached in every mode with both interceptors, and nothing beside it', async () => {
  const body = `
    const ask = (p) => new Promise((done) => {
      net.connect(p, '127.0.0.1').on('connect', function () { this.write('GET / HTTP/1.0\\r\\n\\r\\n'); })
        .on('data', (data) => done(String(data).split('\\r\\n').at(-1))).on('error', (error) => done(error.code));
    });
    if (await ask(${port}) !== 'live') throw new Error('the allowed port is not reached');`;
  for (const interceptor of ['msw', 'nock']) {
    const project = agent(
      body,
      { interceptor, allow: [`tcp:127.0.0.1:${port}`] },
      `import net from 'node:net';`,
    );
    for (const mode of ['cassette', 'strict', 'live']) {
      const { code } = await project.json('--fixture', 'fixtures/suite/one', '--mode', mode);
      expect(`${interceptor} ${mode} ${code}`).toBe(`${interceptor} ${mode} 0`);
    }
  }
  expect(hits).toBe(6);
});

test('the monitor says whether the kernel kept the fixtures off the network, and why not', async () => {
  const project = agent('');
  const own = await project.json<{ netns: object }>('monitor');
  expect(own.value.netns).toEqual(netnsState());
  project.write('agent-replay.config.json', {
    ...CONFIG['agent-replay.config.json'],
    allow: ['tcp:db.example:5432'],
  });
  const beyond = await project.json<{ netns: { active: boolean; reason: string } }>('monitor');
  expect(beyond.value.netns.active).toBe(false);
  if (netnsState().active) expect(beyond.value.netns.reason).toContain('tcp:db.example:5432');
});

test('an unrecorded call is refused with what it would have done in its reason, by rules that a project extends', async () => {
  const effects = [{ host: '*.bank.example', methods: ['POST'], effect: 'money' }];
  const tags = {
    charge: ['https://api.stripe.com/v1/charges', 'effect money'],
    note: ['https://api.example.com/v1/notes', 'effect write'],
    order: ['https://eu.bank.example/v1/orders', 'effect money'],
    user: ['https://api.example.com/v1/users', 'effect account'],
  } as const;
  const bodies = Object.entries(tags).map(([name, [url]]) => [
    name,
    `await fetch('${url}', { method: 'POST', body: '{}' }).catch(() => {})`,
  ]);
  const project = agents(Object.fromEntries(bodies) as Record<string, string>, { effects });
  for (const mode of ['strict', 'live']) {
    const { value } = await project.json<Document>(...ALL, '--mode', mode);
    expect(value.fixtures.map(({ fixture_id: id, exit_code }) => [id, exit_code])).toEqual(
      Object.keys(tags).map((name) => [name, 4]),
    );
    for (const [at, [, tag]] of Object.values(tags).entries())
      expect(value.fixtures[at]?.verdict.failure_reason).toContain(tag);
  }
});

test('in strict a file outside of the workspace is refused and named', async () => {
  const project = agent(`await writeFile(join(process.cwd(), 'stray.txt'), 'x').catch(() => {});`);
  const { code, value } = await project.json<Document>('--fixture', 'fixtures/suite/one', '--mode', 'strict');
  expect(code).toBe(4);
  expect(value.fixtures[0]?.ledger.blocked).toMatchObject([
    { operation: 'fs', target: expect.stringMatching(/stray\.txt$/) as string },
  ]);
});

test("what a verdict rests on and is kept in is not the agent's to change, in any mode, nor its children's", async () => {
  const write = (file: string) => `await writeFile(join(process.cwd(), '${file}'), '{}').catch(() => {});`;
  const inChild = (file: string) =>
    `spawnSync(process.execPath, ['-e', 'fs.writeFileSync("${file}", "{}")'], { cwd: process.cwd() });`;
  const bodies = {
    contract: write('fixtures/suite/contract/expected.json'),
    other: write('fixtures/suite/contract/notes.json'),
    new_fixture: write('fixtures/suite/contract/more.json'),
    config: write('agent-replay.config.json'),
    monitor: write('.agent-replay/monitor.json'),
    store: write('.agent-replay/runs.db'),
    child: inChild('fixtures/suite/contract/expected.json'),
    shell: `spawnSync('sh', ['-c', 'echo >> fixtures/suite/shell/notes.json']);`,
  };
  const targets = {
    ...Object.fromEntries(Object.keys(bodies).map((name) => [name, 'fixtures/suite/contract/expected.json'])),
    other: 'fixtures/suite/contract/notes.json',
    new_fixture: 'fixtures/suite/contract/more.json',
    config: 'agent-replay.config.json',
    monitor: '.agent-replay/monitor.json',
    store: '.agent-replay/runs.db',
    shell: 'fixtures/suite/shell/notes.json',
  };
  const project = agents(bodies, {}, CHILDREN);
  const contract = project.read('fixtures/suite/contract/expected.json');
  const { value } = await project.json<Document>(...ALL);
  for (const { fixture_id: id, exit_code, ledger } of value.fixtures) {
    const target = expect.stringContaining(targets[id as keyof typeof targets]) as string;
    expect({ id, exit_code, blocked: ledger.blocked }).toMatchObject({
      id,
      exit_code: 4,
      blocked: [{ operation: 'fs', target }],
    });
  }
  expect(value.fixtures).toHaveLength(Object.keys(bodies).length);
  expect(project.read('fixtures/suite/contract/expected.json')).toBe(contract);
});

test('a monitor does not run in mode live', async () => {
  expect((await agent('').run('monitor', '--mode', 'live')).code).toBe(2);
});

describe('a run that loads native code', () => {
  const files = {
    'agent.js': agentModule(
      `try { process.dlopen({ exports: {} }, '/nowhere/side.node'); } catch {} return {};`,
    ),
    'live.js': `import { agent } from './agent.js'; await agent.execute({ task_id: 'task', payload: {} });`,
  };
  const fixture = 'fixtures/agent_failure_forensics/missing_artifact_ref';
  async function freezeIn(project: Project) {
    commit(project, 'broken');
    await project.node('live.js');
    const { value } = await project.json<{ runs: { run_id: string }[] }>('runs', '--status', 'failed');
    return project.run('freeze', value.runs[0]?.run_id ?? '');
  }

  test('is frozen with that channel unknown, and cannot be proven', async () => {
    const project = createProject({ ...CONFIG, ...files });
    const frozen = await freezeIn(project);
    const fix = 'with allow: ["addon:side.node"] in the config';
    expect(frozen.code).toBe(0);
    expect(frozen.stdout).toContain(
      'cannot be proven: it was captured through unknown channels: addon:side.node',
    );
    expect(frozen.stdout).toContain(fix);
    expect(JSON.parse(project.read(`${fixture}/notes.json`))).toMatchObject({
      capture: { unknown: ['addon:side.node'] },
    });
    const proof = await project.run('prove', fixture, '--broken', 'broken', '--fixed', 'broken');
    expect(proof.code).toBe(1);
    expect(proof.stderr).toContain('unknown channels: addon:side.node');
    expect(proof.stderr).toContain(fix);
  });

  test('can be proven where the config allows that code', async () => {
    const project = createProject({
      'agent-replay.config.json': { ...CONFIG['agent-replay.config.json'], allow: ['addon:side.node'] },
      ...files,
    });
    expect((await freezeIn(project)).stdout).toContain('prove it');
    expect(JSON.parse(project.read(`${fixture}/notes.json`))).toMatchObject({ capture: { unknown: [] } });
    const proof = await project.run('prove', fixture, '--broken', 'broken', '--fixed', 'broken');
    expect(proof.stderr).not.toContain('unknown channels');
  });
});

test('the doctor prints the probes of this Node as one document', async () => {
  const { code, value } = await agent('').json('doctor', '--probe', '--only', 'http.get (named');
  expect(value).toEqual({
    node: process.version,
    probes: [
      {
        name: 'http.get (named import)',
        results: { nothing: 'leak', msw: 'leak', nock: 'refused', ours: 'refused' },
      },
    ],
  });
  expect(code).toBe(0);
});
