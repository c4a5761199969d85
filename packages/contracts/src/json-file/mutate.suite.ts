type Random = () => number;

/** The four files of a fixture that uses most of the format, by name. */
export const FIXTURE_TEXTS: Readonly<Record<string, string>> = {
  'input.json': text({
    format: 1,
    fixture_id: 'double_charge',
    agent: { name: 'refunds', code_version: 'abc123', model: 'gpt-x', prompt_version: '7' },
    task: { task_id: 'T-1', attempt: 1, payload: { order: 'ord_1', lines: [1, 2.5, null, true] } },
    tool_allowlist: ['search', 'refund'],
    timeout_seconds: 30,
    state: [
      {
        ref: 'db://orders/1',
        sha256: '17edd1d1906a30242510fe2bbf1e58c7fd7b28debf7d8a5373ef3649d4dbae65',
        content: { status: 'paid' },
      },
    ],
    clock: { mode: 'frozen', start: '2026-11-24T08:00:00.000Z' },
    seed: 7,
  }),
  'expected.json': text({
    status: ['passed', 'degraded'],
    artifacts: {
      min: 1,
      kinds: ['report', 'row'],
      readable: true,
      max_bytes: 9000,
      schema: { type: 'object', required: ['total'] },
    },
    requires_evidence_path: true,
    evidence: { min: 3, resolvable: true },
    state: {
      transitions: [{ ref: 'job', path: ['queued', 'claimed', 'done'] }],
      final: [{ ref: 'job', equals: 'done' }],
    },
    forbid: { mutations: ['src/auth/**'], operations: ['effect:money'], tools: ['rm'] },
    diff: { paths: ['src/**'], max_lines: 40 },
    verify: { command: ['npm', 'test'], exit: 0 },
    output: { type: 'object', properties: { decision: { enum: ['keep', 'revert'] } } },
    input_binding: true,
    semantic: [{ validator: 'contains_all', options: { values: ['x'] }, min: 0.5 }],
  }),
  'tool_cassettes.json': text({
    interactions: [
      {
        id: '1',
        lane: 'POST https://api.example.com/v1/messages',
        kind: 'http',
        effect: 'read',
        request: {
          method: 'POST',
          url: 'https://api.example.com/v1/messages',
          headers: [['content-type', 'application/json']],
          body: { json: { q: 'é' } },
        },
        response: {
          status: 200,
          headers: [],
          body: {
            chunks: [
              { at_ms: 0, text: 'data: {}\n\n' },
              { at_ms: 5, base64: 'AAEC' },
            ],
          },
        },
        timing: { started_ms: 0, duration_ms: 12 },
      },
      {
        id: '2',
        lane: 'refund',
        kind: 'tool',
        effect: 'money',
        request: { name: 'refund', arguments: { id: 1 } },
        error: { name: 'Error', message: 'no', cause: { name: 'E', message: 'why' } },
      },
    ],
  }),
  'notes.json': text({
    run_id: '01936000-0000-7000-8000-000000000000',
    failure_class: 'missing_artifact_ref',
    reason: 'missing_artifact_ref: none',
    fingerprint: 'v1:00',
    first_bad_run_at: '2026-11-24T08:00:00.000Z',
    frozen_at: '2026-11-24T08:05:00.000Z',
    tier: 'critical',
    owner: null,
    stale_after: null,
    capture: { captured: ['http'], denied: [], unknown: [] },
    proof: null,
    quarantine: null,
  }),
};

function text(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const HOSTILE_TEXTS = [
  '\uFEFF',
  '\u0000',
  '\uD800',
  '\\ud800',
  '__proto__',
  'constructor',
  '../../../etc/passwd',
  'CON',
  '\u202E',
  '"',
  '\\',
  '{',
  '[',
  '}',
  ']',
  ',',
  ':',
  '-',
  '1e999',
  '9'.repeat(400),
  '/*',
  '//',
  "'",
  'NaN',
  '\u2028',
];
const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1e21,
  0.1,
  '',
  'x',
  [],
  {},
  [[]],
  '../../x',
  '\u0000',
  'a'.repeat(5000),
  { a: { a: {} } },
  ['passed'],
  2,
];
const HOSTILE_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'must_call_search',
  'call_order',
  'extra',
  '',
  'status ',
  'Status',
  '../x',
  '\u0000',
];

/** One mutant of a JSON text: now and then its bytes are broken, else its structure. */
export function mutate(source: string, random: Random): string | Uint8Array {
  let mutant = source;
  const rounds = 1 + Math.floor(random() * 3);
  for (let round = 0; round < rounds; round += 1)
    mutant = random() < 0.5 ? mutateText(mutant, random) : mutateValue(mutant, random);
  return random() < 0.1 ? mutateBytes(mutant, random) : mutant;
}

function mutateText(source: string, random: Random): string {
  const at = Math.floor(random() * (source.length + 1));
  const to = Math.min(source.length, at + Math.floor(random() * 40));
  switch (Math.floor(random() * 6)) {
    case 0:
      return source.slice(0, at);
    case 1:
      return source.slice(0, at) + source.slice(to);
    case 2:
      return source.slice(0, to) + source.slice(at);
    case 3:
      return source.slice(0, at) + pick(HOSTILE_TEXTS, random) + source.slice(at);
    case 4:
      return source.slice(0, at) + String.fromCharCode(Math.floor(random() * 128)) + source.slice(at + 1);
    default:
      return source.slice(0, at) + '['.repeat(Math.floor(random() * 3000)) + source.slice(at);
  }
}

function mutateBytes(source: string, random: Random): Uint8Array {
  const bytes = Buffer.from(source);
  if (bytes.length > 0) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return bytes;
}

/** Changes one place of the value, when the text still is JSON. */
function mutateValue(source: string, random: Random): string {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return mutateText(source, random);
  }
  const places = placesOf(value);
  const place = pick(places, random);
  if (place === undefined) return text(pick(HOSTILE_VALUES, random));
  const { holder, key } = place;
  switch (Math.floor(random() * 5)) {
    case 0:
      Reflect.deleteProperty(holder, key);
      break;
    case 1:
      holder[key] = pick(HOSTILE_VALUES, random);
      break;
    case 2:
      Object.defineProperty(holder, pick(HOSTILE_KEYS, random), {
        value: pick(HOSTILE_VALUES, random),
        enumerable: true,
        configurable: true,
        writable: true,
      });
      break;
    case 3:
      holder[key] = [holder[key]];
      break;
    default:
      holder[key] = structuredClone(pick(places, random)?.holder);
  }
  return text(value);
}

interface Place {
  holder: Record<string, unknown>;
  key: string;
}

function placesOf(root: unknown): Place[] {
  const places: Place[] = [];
  const open = [root];
  while (open.length > 0 && places.length < 2000) {
    const holder = open.pop();
    if (typeof holder !== 'object' || holder === null) continue;
    for (const [key, item] of Object.entries(holder)) {
      places.push({ holder: holder as Record<string, unknown>, key });
      open.push(item);
    }
  }
  return places;
}

function pick<T>(choices: readonly T[], random: Random): T {
  return choices[Math.floor(random() * choices.length)];
}
