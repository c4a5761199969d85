// Writes the fixtures that `agent-replay init` copies, the self-canaries and an example: runs each on code
// that is right and on code that is broken, and keeps what was seen as its proof. Needs a build; run it
// after a change of packages/agent-replay/src/canary or of the example. What is proven stays as it is.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../packages/${path}`, import.meta.url));
const { sha256 } = await import(at('contracts/dist/index.js'));
const { fixtureSha256, replay, closeSharedStores, loadConfig } = await import(
  at('agent-replay/dist/index.js')
);
const { CANARIES, CANARY_AGENT } = await import(at('agent-replay/dist/canary/canaries.js'));
const { canaryAgent } = await import(at('agent-replay/dist/canary/canary-agent.js'));
const { MACHINERY } = await import(at('agent-replay/dist/canary/machinery.js'));
const { runCanary } = await import(at('agent-replay/dist/canary/run-canary.js'));
const { SABOTAGE } = await import(at('agent-replay/dist/canary/sabotage.js'));

const FROZEN = '2026-11-25T00:00:00.000Z';
const scratch = mkdtempSync(join(tmpdir(), 'agent-replay-canaries-'));
const config = { ...(await loadConfig(scratch)), root: scratch, store: join(scratch, 'runs.db') };
try {
  for (const name of Object.keys(CANARIES)) await writeCanary(name);
  await writeExample();
} finally {
  await closeSharedStores();
  rmSync(scratch, { recursive: true, force: true });
}

async function writeCanary(name) {
  const code = codeSha256(at('agent-replay/src/canary'));
  const observed = await runCanary(name, MACHINERY, mkdtempSync(join(scratch, 'observe-')));
  const variant = (machinery) => ({ agents: { [CANARY_AGENT]: canaryAgent(machinery) } });
  await write(`agent_replay_canaries/${name}`, canaryFiles(name, observed), {
    broken: {
      ref: `sabotaged ${Object.keys(SABOTAGE[name]).join()}`,
      code_sha256: sha256(`${code} ${name}`),
      config: variant({ ...MACHINERY, ...SABOTAGE[name] }),
    },
    fixed: { ref: 'as it is', code_sha256: code, config: variant(MACHINERY) },
  });
}

async function writeExample() {
  symlinkSync(fileURLToPath(new URL('../node_modules', import.meta.url)), join(scratch, 'node_modules'));
  const text = readFileSync(at('agent-replay/template/agents/example-agent.mjs'), 'utf8');
  const broken = text.replace(/^.*recordArtifact.*\n/m, '');
  const variant = (name, code) => {
    const file = join(scratch, `${name}.mjs`);
    writeFileSync(file, code);
    return { code_sha256: sha256(code), config: { agents: { 'example-agent': `${file}#agent` } } };
  };
  await write('examples/missing_report', exampleFiles(), {
    broken: { ref: 'without recordArtifact', ...variant('broken', broken) },
    fixed: { ref: 'as it is', ...variant('fixed', text) },
  });
}

async function write(path, files, { broken, fixed }) {
  const dir = join(at('agent-replay/template/fixtures'), path);
  mkdirSync(dir, { recursive: true });
  const known = JSON.parse(read(join(dir, 'notes.json')) ?? '{}').proof ?? null;
  const { 'notes.json': notes, ...others } = files;
  for (const [file, value] of Object.entries(others)) save(join(dir, file), value);
  save(join(dir, 'notes.json'), { ...notes, proof: known });
  if (known?.fixture_sha256 === fixtureSha256(dir) && known.fixed.code_sha256 === fixed.code_sha256)
    return console.log(`  ${path} is proven`);
  const proof = {
    broken: await tried(dir, broken),
    fixed: await tried(dir, fixed),
    fixture_sha256: fixtureSha256(dir),
  };
  if (proof.broken.failure_class !== notes.failure_class || proof.fixed.verdict !== 'passed')
    throw new Error(`${path} proves nothing: ${JSON.stringify(proof)}`);
  save(join(dir, 'notes.json'), { ...notes, proof });
  console.log(`✓ ${path}`);
}

async function tried(dir, { ref, code_sha256, config: variant }) {
  const { verdict, error } = await replay(dir, { config: { ...config, ...variant } });
  if (error !== null) throw new Error(error);
  const { status, failure_class } = verdict;
  return { ref, code_sha256, verdict: status, failure_class, at: new Date().toISOString() };
}

function canaryFiles(name, observed) {
  return {
    'input.json': {
      format: 1,
      fixture_id: name,
      agent: { name: CANARY_AGENT, code_version: 'shipped', model: 'none', prompt_version: 'none' },
      task: { task_id: `canary:${name}`, attempt: 1, payload: { canary: name } },
      tool_allowlist: [],
      timeout_seconds: 30,
      state: [],
      clock: { mode: 'frozen', start: FROZEN },
      seed: 1,
    },
    'expected.json': {
      status: ['passed'],
      artifacts: { min: 1, kinds: ['report'], readable: true, schema: { const: observed } },
    },
    'tool_cassettes.json': { interactions: [] },
    'notes.json': {
      run_id: `canary:${name}`,
      failure_class: 'schema_mismatch',
      reason: `schema_mismatch: it is no longer so that ${CANARIES[name]}`,
      fingerprint: `v1:${sha256(`canary:${name}`).slice(0, 32)}`,
      first_bad_run_at: FROZEN,
      frozen_at: FROZEN,
      tier: 'critical',
      owner: 'agent-replay',
      stale_after: null,
      capture: { captured: ['payload'], denied: [], unknown: [] },
      proof: null,
      quarantine: null,
    },
  };
}

function exampleFiles() {
  return {
    'input.json': {
      format: 1,
      fixture_id: 'missing_report',
      agent: { name: 'example-agent', code_version: 'broken', model: 'none', prompt_version: '1' },
      task: { task_id: 'example', attempt: 1, payload: { cities: ['Oslo', 'Lima'] } },
      tool_allowlist: ['look_up'],
      timeout_seconds: 30,
      state: [],
      clock: { mode: 'frozen', start: FROZEN },
      seed: 1,
    },
    'expected.json': {
      status: ['passed'],
      artifacts: { min: 1, kinds: ['report'], readable: true },
    },
    'tool_cassettes.json': {
      interactions: ['Oslo', 'Lima'].map((city, index) => ({
        id: String(index + 1),
        lane: 'tool:look_up',
        kind: 'tool',
        effect: 'read',
        request: { name: 'look_up', arguments: city },
        response: { result: { city, degrees: city.length } },
      })),
    },
    'notes.json': {
      run_id: 'example',
      failure_class: 'missing_artifact_ref',
      reason: 'missing_artifact_ref: done was claimed, but no artifact was recorded',
      fingerprint: `v1:${sha256('example:missing_report').slice(0, 32)}`,
      first_bad_run_at: FROZEN,
      frozen_at: FROZEN,
      tier: 'broad',
      owner: null,
      stale_after: null,
      capture: { captured: ['payload', 'tool'], denied: [], unknown: [] },
      proof: null,
      quarantine: null,
    },
  };
}

/** Digest over the canaries' own code, tests aside. */
function codeSha256(folder) {
  const files = readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .toSorted((a, b) => (a < b ? -1 : 1));
  return sha256(files.map((file) => `${sha256(readFileSync(join(folder, file)))}  ${file}\n`).join(''));
}

function save(file, value) {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (text !== read(file)) writeFileSync(file, text);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
