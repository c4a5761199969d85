import { execFile, execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { fixtureSha256 } from './discover/fixture-sha256.ts';
import { LOCK_FILE } from './lock/lock-file.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const command = fileURLToPath(new URL('../bin/agent-replay.mjs', import.meta.url));

/** What a process said and how it ended. */
interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** A user's project in a temporary folder, with the packages of this workspace installed. */
export interface Project {
  root: string;
  /** Runs `agent-replay` with these arguments. */
  run: (...args: string[]) => Promise<Ended>;
  /** The same, as on a terminal that has colours. */
  inColour: (...args: string[]) => Promise<Ended>;
  /** Runs `agent-replay … --json`, and reads the document. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the document is what the caller says
  json: <T>(...args: string[]) => Promise<{ code: number; value: T }>;
  node: (...args: string[]) => Promise<Ended>;
  git: (...args: string[]) => string;
  write: (path: string, content: string | object) => void;
  read: (path: string) => string;
  edit: (path: string, change: (text: string) => string) => void;
  remove: (path: string) => void;
}

export function createProject(files: Record<string, string | object> = {}): Project {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'agent-replay-project-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'junction');
  const spawn = (
    file: string,
    args: readonly string[],
    colours: NodeJS.ProcessEnv = { NO_COLOR: '1' },
  ): Promise<Ended> =>
    new Promise((resolve) => {
      const env = {
        ...process.env,
        NO_COLOR: undefined,
        FORCE_COLOR: undefined,
        NODE_OPTIONS: '',
        ...colours,
      };
      execFile(file, args, { cwd: root, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
      });
    });
  const project: Project = {
    root,
    run: (...args) => spawn(process.execPath, [command, ...args]),
    inColour: (...args) => spawn(process.execPath, [command, ...args], { FORCE_COLOR: '1' }),
    async json(...args) {
      const { code, stdout } = await project.run(...args, '--json');
      return { code, value: JSON.parse(stdout) };
    },
    node: (...args) => spawn(process.execPath, args),
    git: (...args) =>
      execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
    write(path, content) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(
        join(root, path),
        typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`,
      );
    },
    read: (path) => readFileSync(join(root, path), 'utf8'),
    edit: (path, change) => project.write(path, change(project.read(path))),
    remove: (path) => rmSync(join(root, path), { recursive: true }),
  };
  project.write('package.json', { name: 'project', private: true, type: 'module' });
  for (const [path, content] of Object.entries(files)) project.write(path, content);
  return project;
}

/** Makes the project a Git repository and commits what is there. */
export function commit({ git, write }: Project, tag: string): void {
  write('.gitignore', 'node_modules\n.agent-replay\n');
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'test');
  git('config', 'user.email', 'test@example.invalid');
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', tag);
  git('tag', tag);
}

/** The four files of a fixture for an agent that is given `{}` and must leave an artifact. */
export function fixtureFiles(
  id: string,
  changes: { input?: object; expected?: object; interactions?: object[]; notes?: object } = {},
): Record<string, object> {
  const at = '2026-11-24T08:30:00.000Z';
  const files = {
    'input.json': {
      format: 1,
      fixture_id: id,
      agent: { name: 'agent', code_version: '1', model: 'm', prompt_version: '1' },
      task: { task_id: 'task', attempt: 1, payload: {} },
      tool_allowlist: ['*'],
      timeout_seconds: 30,
      state: [],
      clock: { mode: 'frozen', start: at },
      seed: 7,
      ...changes.input,
    },
    'expected.json': changes.expected ?? { artifacts: { min: 1 } },
    'tool_cassettes.json': { interactions: changes.interactions ?? [] },
    'notes.json': {
      run_id: 'run',
      failure_class: 'missing_artifact_ref',
      reason: 'missing_artifact_ref: none',
      fingerprint: 'v1:00',
      first_bad_run_at: at,
      frozen_at: at,
      tier: 'broad',
      owner: null,
      stale_after: null,
      capture: { captured: [], denied: [], unknown: [] },
      proof: null,
      quarantine: null,
      ...changes.notes,
    },
  };
  return Object.fromEntries(
    Object.entries(files).map(([name, value]) => [`fixtures/suite/${id}/${name}`, value]),
  );
}

/** Adds a fixture of the agent of its name, as if it had been proven with the agent's first prompt and model. */
export function addProvenFixture(
  project: Project,
  name: string,
  { interactions = [], notes = {} }: { interactions?: object[]; notes?: object } = {},
): void {
  const input = { agent: { name, code_version: '1', model: 'm', prompt_version: '1' } };
  const write = (proof: object | null): void => {
    const changes = { input, interactions, notes: { fingerprint: `v1:${name}`, ...notes, proof } };
    for (const [path, content] of Object.entries(fixtureFiles(name, changes))) project.write(path, content);
  };
  write(null);
  const tried = (verdict: string, failure_class: string | null) => ({
    ref: verdict,
    code_sha256: (verdict === 'passed' ? 'b' : 'a').repeat(64),
    verdict,
    failure_class,
    at: '2026-11-24T00:00:00.000Z',
    model: 'm',
    prompt_version: '1',
  });
  const fixture_sha256 = fixtureSha256(join(project.root, 'fixtures/suite', name));
  write({ broken: tried('failed', 'missing_artifact_ref'), fixed: tried('passed', null), fixture_sha256 });
  const lock = join(project.root, LOCK_FILE);
  const { fixtures } = existsSync(lock)
    ? (JSON.parse(project.read(LOCK_FILE)) as { fixtures: string[] })
    : { fixtures: [] };
  project.write(LOCK_FILE, { format: 1, fixtures: [...new Set([...fixtures, `suite/${name}`])].toSorted() });
}

/** A recorded call of a tool. */
export function toolInteraction(id: string, name: string, args: unknown, result: unknown): object {
  return {
    id,
    lane: `tool:${name}`,
    kind: 'tool',
    effect: 'read',
    request: { name, arguments: args },
    response: { result },
  };
}

/** A module whose export `agent` runs this body with `payload` and `context`. */
export function agentModule(body: string, more = ''): string {
  return `
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineAgent, tool } from 'agent-replay';
${more}
export const agent = defineAgent({
  name: 'agent',
  promptVersion: '1',
  model: 'm',
  contract: { artifacts: { min: 1, kinds: ['report'], readable: true } },
  async run(payload, context) {
    const report = async (text = 'done') => {
      await writeFile(join(context.workspace, 'report.md'), text);
      await context.recordArtifact({ kind: 'report', uri: 'report.md' });
    };
    ${body}
  },
});
`;
}

export const CONFIG = { 'agent-replay.config.json': { agents: { agent: './agent.js#agent' } } };
