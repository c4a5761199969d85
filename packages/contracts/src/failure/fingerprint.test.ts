import { expect, test } from 'vitest';
import type { ExceptionInfo } from '../event.ts';
import { seededRandom } from '../seeded-random.suite.ts';
import { type FailureFacts, fingerprint } from './fingerprint.ts';

const agent_name = 'refunds';
const random = seededRandom(42);

const pick = <T>(...choices: T[]): T => choices[Math.floor(random() * choices.length)];
const int = (max: number): number => Math.floor(random() * max);
const chars = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[int(alphabet.length)]).join('');
const hex = (length: number): string => chars('0123456789abcdef', length);
const uuid = (): string => [8, 4, 4, 4, 12].map(hex).join('-');
const id = (): string =>
  pick(uuid(), `ord_${int(1e9)}`, hex(24), `req_${chars('abcdef0123456789', 6)}7${hex(8)}`, String(int(1e7)));
const time = (): string => {
  const date = new Date(1.7e12 + random() * 1e11);
  return pick(
    date.toISOString(),
    date.toUTCString(),
    String(date.getTime()),
    date.toISOString().slice(0, 10),
  );
};
const words = (): string =>
  Array.from({ length: 1 + int(12) }, () =>
    pick('the', 'order', 'Über', 'was', 'paid', 'twice', "can't", 'ok'),
  ).join(' ');
const path = (): string =>
  pick(
    `/tmp/${hex(6)}/out.json`,
    `/home/ci/build-${int(999)}/src/a.ts`,
    `C:\\Users\\${hex(4)}\\out.json`,
    `./work/${int(9)}/x.md`,
  );
const url = (): string => `https://api${int(9)}.example.com/v1/${id()}?q=${int(99)}`;
const duration = (): string => pick(`${int(60_000)} ms`, `${int(60)}s`, `${int(60)} seconds`, '1 second');

function exception(
  type: string,
  message: string,
  frames: string[],
  changes: Partial<ExceptionInfo> = {},
): ExceptionInfo {
  const folder = pick('/app/src', '/home/ci/build-17/dist', 'file:///srv/releases/42/src');
  const ext = pick('ts', 'js');
  const lines = frames.map((frame) => {
    const [name, file] = frame.split('@');
    return `    at ${pick('', 'async ')}${name} (${folder}/${file}.${ext}:${1 + int(900)}:${1 + int(80)})`;
  });
  const inner = `    at Client.send (/app/node_modules/openai/client.js:${int(99)}:1)`;
  const stack = [
    `${type}: ${message}`,
    inner,
    ...lines,
    '    at node:internal/process/task_queues:105:5',
  ].join('\n');
  return { class: type, message, code: null, stack, stack_sha256: null, cause: null, ...changes };
}

const threw = (info: ExceptionInfo): FailureFacts => ({
  agent_name,
  failure_class: 'exception',
  exception: info,
});

// Fourteen causes that a refund agent can have; each call gives another instance of the same one.
const CAUSES: readonly (() => FailureFacts)[] = [
  () => ({ agent_name, failure_class: 'missing_artifact_ref', rule: '/artifacts/min', message: words() }),
  () => ({
    agent_name,
    failure_class: 'evidence_path_count',
    rule: '/evidence/min',
    message: `${int(3)} of 3`,
  }),
  () => ({
    agent_name,
    failure_class: 'schema_mismatch',
    rule: '/output/properties/total/type',
    message: words(),
  }),
  () => ({
    agent_name,
    failure_class: 'schema_mismatch',
    rule: '/output/properties/currency/enum',
    message: words(),
  }),
  () => ({
    agent_name,
    failure_class: 'timeout',
    tool: 'search',
    message: `search took longer than ${duration()}`,
  }),
  () => ({
    agent_name,
    failure_class: 'timeout',
    tool: 'charge',
    message: `charge took longer than ${duration()}`,
  }),
  () =>
    threw(
      exception('TypeError', `Cannot read properties of undefined (reading 'total')`, [
        'total@order',
        'refund@agent',
      ]),
    ),
  () =>
    threw(
      exception('TypeError', `Cannot read properties of undefined (reading 'total')`, [
        'parse@reply',
        'refund@agent',
      ]),
    ),
  () =>
    threw(
      exception('OrderNotFound', `No order ${id()} for "${words()}" at ${time()}`, [
        'find@order',
        'refund@agent',
      ]),
    ),
  () =>
    threw(
      exception('APIError', `HTTP 429 from ${url()}: retry after ${duration()} (request id ${id()})`, [
        'complete@model',
      ]),
    ),
  () =>
    threw(
      exception('APIError', `HTTP 500 from ${url()}: retry after ${duration()} (request id ${id()})`, [
        'complete@model',
      ]),
    ),
  () =>
    threw(
      exception(
        'SyntaxError',
        `Unexpected token in JSON at position ${int(900)}: ${JSON.stringify({ text: words(), n: [int(9)] })}`,
        ['parse@reply'],
      ),
    ),
  () =>
    threw(
      exception(
        'Error',
        `Failed to write ${path()} after ${int(50)} ${pick('tries', 'tries')}, user ${hex(5)}@example.com`,
        ['save@report'],
      ),
    ),
  () => {
    const cause = exception('Error', `connect ECONNREFUSED 10.0.${int(255)}.${int(255)}:${int(9999)}`, [], {
      code: 'ECONNREFUSED',
    });
    return threw(exception('TypeError', 'fetch failed', ['load@customer'], { cause }));
  },
];

test('L18: puts 14 causes × 300 variations into 14 groups', () => {
  const groups = CAUSES.map((make) => new Set(Array.from({ length: 300 }, () => fingerprint(make()))));
  expect(groups.map((group) => group.size)).toEqual(Array.from({ length: 14 }, () => 1));
  expect(new Set(groups.flatMap((group) => Array.from(group))).size).toBe(14);
});

test('is a version and 32 hex digits that do not change from release to release', () => {
  const facts = { agent_name: 'refunds', failure_class: 'missing_artifact_ref', rule: '/artifacts/min' };
  expect(fingerprint(facts)).toMatchInlineSnapshot(`"v1:ae88492a6b09f22711dec39fb584c641"`);
});

test('tells agents, classes, tools and rules apart', () => {
  const facts: FailureFacts = { agent_name: 'a', failure_class: 'x_c', tool: 't', rule: '/r' };
  const others = [{ agent_name: 'b' }, { failure_class: 'x_d' }, { tool: 'u' }, { rule: '/s' }].map(
    (change) => fingerprint({ ...facts, ...change }),
  );
  expect(new Set([fingerprint(facts), ...others]).size).toBe(5);
});

test('honours an override, and nothing else then', () => {
  const override = ['billing', 'double charge'];
  expect(fingerprint({ agent_name: 'a', failure_class: 'timeout', override })).toBe(
    fingerprint({ agent_name: 'b', failure_class: 'exception', override }),
  );
  expect(fingerprint({ agent_name: 'a', failure_class: 'timeout', override: [] })).toBe(
    fingerprint({ agent_name: 'a', failure_class: 'timeout' }),
  );
});

test('tells two tools apart by the message alone, as it stands in a reason', () => {
  const of = (tool: string): string => {
    const message = `tool ${tool} was called, but is not on the allow-list`;
    return fingerprint({ agent_name, failure_class: 'tool_not_allowed', rule: '', message });
  };
  expect(of('delete_all')).not.toBe(of('search'));
});

test('takes no rule, no exception and no tool for one and the same, however they are left out', () => {
  const facts = { agent_name, failure_class: 'x_lost', message: 'lost 7 rows' };
  const empty = { ...facts, rule: '', tool: '', exception: null, override: null };
  expect(fingerprint({ ...facts, rule: null, tool: null })).toBe(fingerprint(facts));
  expect(fingerprint(empty)).toBe(fingerprint(facts));
  expect(fingerprint({ ...facts, rule: '/a' })).toBe(fingerprint({ ...facts, rule: '/a', message: 'other' }));
});
