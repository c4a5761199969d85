import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fixtureSha256, LOCK_FILE } from 'agent-replay';

const AT = '2026-11-20T10:00:00.000Z';
const SUITES = 10;

/** Writes `count` proven fixtures in ten suites, each of about 4 KB with three recorded fetch calls. */
export function writeFixtures(root, count) {
  const names = [];
  for (let index = 0; index < count; index += 1) {
    const id = `fx_${String(index).padStart(5, '0')}`;
    const dir = join(root, 'fixtures', `suite_${String(index % SUITES).padStart(2, '0')}`, id);
    mkdirSync(dir, { recursive: true });
    names.push(`${basename(dirname(dir))}/${id}`);
    const files = fixture(id);
    const write = (name, value) => writeFileSync(join(dir, name), `${JSON.stringify(value, null, 2)}\n`);
    for (const [name, value] of Object.entries(files)) write(name, value);
    write('notes.json', { ...files['notes.json'], proof: { ...PROOF, fixture_sha256: fixtureSha256(dir) } });
  }
  writeFileSync(join(root, LOCK_FILE), JSON.stringify({ format: 1, fixtures: names.toSorted() }));
}

const SEEN = { ref: 'x', code_sha256: 'a'.repeat(64), at: AT };
const PROOF = {
  broken: { ...SEEN, verdict: 'failed', failure_class: 'schema_mismatch' },
  fixed: { ...SEEN, code_sha256: 'b'.repeat(64), verdict: 'passed', failure_class: null },
};

function fixture(id) {
  return {
    'input.json': {
      format: 1,
      fixture_id: id,
      agent: { name: 'clerk', code_version: '1', model: 'none', prompt_version: '1' },
      task: { task_id: `task-${id}`, attempt: 1, payload: { order: id } },
      tool_allowlist: [],
      timeout_seconds: 30,
      state: [],
      clock: { mode: 'frozen', start: AT },
      seed: 1,
    },
    'expected.json': {
      status: ['passed'],
      output: { type: 'object', required: ['total'], properties: { total: { const: 6 } } },
    },
    'tool_cassettes.json': { interactions: [1, 2, 3].map((part) => interaction(id, part)) },
    'notes.json': {
      run_id: '0193f000-0000-7000-8000-000000000000',
      failure_class: 'schema_mismatch',
      reason: 'schema_mismatch',
      fingerprint: `v1:${'0'.repeat(64)}`,
      first_bad_run_at: AT,
      frozen_at: AT,
      tier: 'full',
      owner: null,
      stale_after: null,
      capture: { captured: ['http'], denied: [], unknown: [] },
      proof: null,
      quarantine: null,
    },
  };
}

function interaction(id, part) {
  const url = `https://orders.example.com/orders/${id}/parts/${part}`;
  return {
    id: `http-${part}`,
    lane: `GET ${url}`,
    kind: 'http',
    effect: 'read',
    request: { method: 'GET', url, headers: [] },
    response: {
      status: 200,
      reason: 'OK',
      headers: [['content-type', 'application/json']],
      body: { json: { order: id, part, price: part, note: 'x'.repeat(600) } },
    },
    timing: { started_ms: part, duration_ms: 1 },
  };
}

/** The agent, and the same work as somebody writes it by hand without us. */
export const AGENT = `import { defineAgent } from 'agent-replay';
import { total } from './total.mjs';

export const agent = defineAgent({
  name: 'clerk',
  model: 'none',
  promptVersion: '1',
  timeoutSeconds: 30,
  toolAllowlist: [],
  contract: { output: { type: 'object', required: ['total'] } },
  run: async ({ order }) => ({ total: await total(order) }),
});
`;

export const TOTAL = `export async function total(order) {
  let sum = 0;
  for (const part of [1, 2, 3]) {
    const response = await fetch(\`https://orders.example.com/orders/\${order}/parts/\${part}\`);
    sum += (await response.json()).price;
  }
  return sum;
}
`;
