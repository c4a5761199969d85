import { expect, test } from 'vitest';
import { z } from 'zod';
import { type AgentReplayError, isAgentReplayError } from '../error.ts';
import { FixtureExpected } from '../fixture/contract.ts';
import { FixtureInput } from '../fixture/input.ts';
import { ToolCassettes } from '../fixture/tool-cassettes.ts';
import { parseJsonFile, type ParseJsonFileOptions } from './parse-json-file.ts';

const file = 'fixtures/s/f/file.json';
const any = z.json();

function refusal(
  content: string | Uint8Array,
  options: Partial<ParseJsonFileOptions<unknown>> = {},
): AgentReplayError {
  try {
    parseJsonFile(content, { file, schema: any, ...options });
  } catch (error) {
    if (isAgentReplayError(error)) return error;
    throw error;
  }
  throw new Error('the file was accepted');
}

/** `code pointer line:column expected / received`, one per issue. */
function issues(...given: Parameters<typeof refusal>): string[] {
  return refusal(...given).issues.map(
    ({ code, path, line, column, expected, received }) =>
      `${code} ${path} ${line}:${column} ${expected} / ${received}`,
  );
}

test('gives the value of a valid file, as text or bytes', () => {
  const schema = z.strictObject({ a: z.number() });
  expect(parseJsonFile('{"a":1}', { file, schema })).toEqual({ a: 1 });
  expect(parseJsonFile(Buffer.from('{"a":1}'), { file, schema })).toEqual({ a: 1 });
});

test.each<[string, string, string]>([
  ['is cut off', '{\n  "a": [1,', 'json_syntax /a/1 2:11 a value / the end of the text'],
  ['is empty', '', 'json_syntax  1:1 a value / the end of the text'],
  ['has a trailing comma', '{"a": 1,}', 'json_syntax /a 1:9 a key in quotes / "}"'],
  ['has a comment', '// x\n{}', 'json_syntax  1:1 a value / "/"'],
  ['has two values', '{} {}', 'json_syntax  1:4 the end of the text / "{"'],
  [
    'has a line break in a string',
    '["a\nb"]',
    'json_syntax /0 1:4 no control character within a string / "\\n"',
  ],
  ['has a NUL', '["a\u0000"]', 'json_syntax /0 1:4 no control character within a string / "\\u0000"'],
  ['has an unknown escape', '["\\x"]', 'json_syntax /0 1:4 an escape that JSON knows / "x"'],
  ['repeats a key', '{"a": 1,\n "a": 2}', 'json_duplicate_key /a 2:2 each key once / "a" again'],
  [
    'repeats a key in another spelling',
    '{"a": 1, "\\u0061": 2}',
    'json_duplicate_key /a 1:10 each key once / "a" again',
  ],
  [
    'has a __proto__ key',
    '{"x": {"__proto__": {}}}',
    'json_forbidden_key /x/__proto__ 1:8 no key "__proto__" / "__proto__"',
  ],
  [
    'has an escaped __proto__ key',
    '{"\\u005f_proto__": 1}',
    'json_forbidden_key /__proto__ 1:2 no key "__proto__" / "__proto__"',
  ],
  ['has a lone surrogate', '["a", "\\ud800"]', 'json_text /1 1:7 well-formed Unicode / a lone surrogate'],
  [
    'has a lone surrogate as a key',
    '{"\\udc00": 1}',
    'json_text /\udc00 1:2 well-formed Unicode / a lone surrogate',
  ],
  ['has a number beyond a double', '[1e999]', 'json_number /0 1:2 a number that a double can hold / "1e999"'],
])('refuses a file that %s', (_, text, expected) => {
  expect(issues(text)).toEqual([expected]);
});

test('bounds size and depth', () => {
  expect(issues('[[[]]]', { maxDepth: 2 })).toEqual(['json_depth /0/0 1:3 at most 2 levels / more']);
  expect(parseJsonFile('"12345"', { file, schema: any, maxBytes: 7 })).toBe('12345');
  expect(issues('"12345"', { maxBytes: 6 })).toEqual(['json_size  1:1 at most 6 bytes / 7 bytes']);
  expect(issues('['.repeat(200_000))).toEqual([
    `json_depth ${'/0'.repeat(512)} 1:513 at most 512 levels / more`,
  ]);
});

test('takes UTF-8 without a byte order mark only', () => {
  const mark = 'json_encoding  1:1 UTF-8 without a byte order mark / a byte order mark';
  expect(issues('\uFEFF{}')).toEqual([mark]);
  expect(issues(Buffer.from('\uFEFF{}'))).toEqual([mark]);
  expect(issues(Buffer.from('\uFEFF{}', 'utf16le'))).toEqual(['json_encoding  1:1 UTF-8 / UTF-16']);
  expect(issues(Buffer.from('\uFEFF{}', 'utf16le').swap16())).toEqual(['json_encoding  1:1 UTF-8 / UTF-16']);
  expect(issues(Uint8Array.of(0x22, 0xff, 0x22))).toEqual([
    'json_encoding  1:1 UTF-8 / bytes that are not UTF-8',
  ]);
});

test('keeps keys such as "constructor" as data, and refuses them where no key of that name is known', () => {
  const text = '{"constructor": {"prototype": 1}, "toString": 2}';
  expect(parseJsonFile(text, { file, schema: any })).toEqual({ constructor: { prototype: 1 }, toString: 2 });
  expect(issues('{"constructor": 1}', { schema: FixtureExpected })).toEqual([
    'unknown_key /constructor 1:2 no key "constructor" / 1',
  ]);
});

test('names the key that is unknown, missing or of a wrong type, with its line and column', () => {
  const text = '{\n  "artifacts": { "min": "1", "mni": 2 },\n  "verify": {},\n  "status": ["ok"]\n}';
  expect(issues(text, { schema: FixtureExpected })).toEqual([
    'wrong_type /artifacts/min 2:18 a number / "1"',
    'unknown_key /artifacts/mni 2:30 no key "mni" / 2',
    'missing_key /verify/command 3:3 a list / nothing',
    'wrong_value /status/0 4:14 "passed" or "failed" or "blocked" or "degraded" or "skipped" or "inconclusive" / "ok"',
  ]);
});

test('explains the branch of a union that a value comes nearest to', () => {
  const http = (response: unknown): string =>
    JSON.stringify({
      interactions: [
        {
          id: '1',
          lane: 'l',
          effect: 'none',
          kind: 'http',
          request: { method: 'GET', url: 'u', headers: [] },
          response,
        },
      ],
    });
  const schema = ToolCassettes;
  const found = (response: unknown): string[] =>
    refusal(http(response), { schema }).issues.map(
      ({ code, path, expected }) => `${code} ${path} ${expected}`,
    );
  const at = '/interactions/0/response';
  expect(found({ status: 99, headers: [] })).toEqual([`wrong_value ${at}/status at least 100`]);
  expect(found({ status: 200, headers: [], body: { text: 7 } })).toEqual([
    `wrong_type ${at}/body/text a string`,
  ]);
  expect(found({ status: 200, headers: [], body: { text: 'x', extra: 1 } })).toEqual([
    `unknown_key ${at}/body/extra no key "extra"`,
  ]);
  expect(found({ status: 200, headers: [], body: { chunks: [{ at_ms: 1, txt: 'x' }] } })).toEqual([
    `wrong_value ${at}/body/chunks/0 an object with "text" or an object with "base64"`,
  ]);
  expect(found({ status: 200, headers: [], body: {} })).toEqual([
    `wrong_value ${at}/body an object with "json" or an object with "text" or an object with "base64" or an object with "chunks"`,
  ]);
  expect(found({ status: 200, headers: [], body: 'x' })).toEqual([`wrong_type ${at}/body an object`]);
  expect(issues('{"interactions": [{"kind": "htp"}]}', { schema })).toEqual([
    'wrong_value /interactions/0/kind 1:20 "http" or "tool" or "mcp" or "websocket" / "htp"',
  ]);
  expect(issues('{"interactions": [{}]}', { schema })).toEqual([
    'missing_key /interactions/0/kind 1:19 "http" or "tool" or "mcp" or "websocket" / nothing',
  ]);
  expect(issues('{"output": 7}', { schema: FixtureExpected })).toEqual([
    'wrong_type /output 1:2 an object or true or false / 7',
  ]);
});

test('C1, A4: names every key that is missing', () => {
  const found = issues('{}', { schema: FixtureInput });
  expect(found.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(
    [
      'format',
      'fixture_id',
      'agent',
      'task',
      'tool_allowlist',
      'timeout_seconds',
      'state',
      'clock',
      'seed',
    ].map((key) => `missing_key /${key}`),
  );
});

test('L24: says of a newer format that it is newer, before anything else', () => {
  const error = refusal('{\n "format": 2,\n "new_key": 1}', { schema: FixtureInput });
  expect(error.code).toBe('UNKNOWN_FORMAT');
  expect(error.message).toMatchInlineSnapshot(`
    "Failed to read "fixtures/s/f/file.json": its format 2 is newer than 1, the newest that this version knows.
      at   fixtures/s/f/file.json:2:2
      fix  update agent-replay, or write the file with the older version"
  `);
  expect(refusal('{"format": 0}', { schema: FixtureInput }).code).toBe('FILE_INVALID');
});

test('writes out where each error is and what to do', () => {
  const error = refusal('{\n  "artefacts": 1,\n  "evidence": {}\n}', { schema: FixtureExpected });
  expect(error.code).toBe('FILE_INVALID');
  expect(error.message).toMatchInlineSnapshot(`
    "Failed to read "fixtures/s/f/file.json": it has 2 errors.
      at   fixtures/s/f/file.json:2:3 /artefacts: expected no key "artefacts", received 1
      at   fixtures/s/f/file.json:3:3 /evidence/min: expected a number, received nothing
      fix  remove /artefacts"
  `);
});

test('says what to do about each kind of error', () => {
  const fix = (text: string | Uint8Array, schema: z.ZodType = FixtureExpected): string | undefined =>
    refusal(text, { schema, maxBytes: 99 }).message.split('\n').at(-1)?.trim();
  expect(fix('{')).toBe('fix  correct the JSON there; a file that was cut off has to be made again');
  expect(fix('\uFEFF{}')).toBe('fix  save the file as UTF-8 without a byte order mark');
  expect(fix('"'.padEnd(100))).toBe('fix  move large bodies to files in blobs/');
  expect(fix('{"a": 1}')).toBe('fix  remove /a');
  expect(fix('{"evidence": {}}')).toBe('fix  add /evidence/min');
  expect(fix('{"status": ["passed"], "status": []}')).toBe('fix  keep one of the two /status');
  expect(fix('{"verify": 1}')).toBe('fix  change /verify to what is expected');
  expect(fix('7')).toBe('fix  make the file what is expected');
});

test('E9: refuses what pins the implementation, and says why', () => {
  const text = '{\n  "must_call_search": true,\n  "call_order": ["a"],\n  "artifacts": {"min": 1}\n}';
  const error = refusal(text, { schema: FixtureExpected });
  expect(error.message).toMatchInlineSnapshot(`
    "Failed to read "fixtures/s/f/file.json": it has 2 errors.
      at   fixtures/s/f/file.json:2:3 /must_call_search: expected no key "must_call_search", received true (a contract says what a run leaves behind, not how it got there; state the effect: "artifacts", "state", "forbid.tools")
      at   fixtures/s/f/file.json:3:3 /call_order: expected no key "call_order", received ["a"] (a contract says what a run leaves behind, not how it got there; state the effect: "artifacts", "state")
      fix  remove /must_call_search"
  `);
});

test.each([600, 200_000])('a file of %d levels is refused as too deep', (levels) => {
  const text = `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
  expect(() => parseJsonFile(text, { file: 'deep.json', schema: z.unknown() })).toThrow(
    expect.objectContaining({
      code: 'FILE_INVALID',
      issues: [expect.objectContaining({ code: 'json_depth' })],
    }),
  );
});
