import { expect, test } from 'vitest';
import { artifactOf, evidenceOf } from '../evidence.suite.ts';
import type { ArtifactProbe } from '../artifact.ts';
import type { Contract } from '../fixture/contract.ts';
import { check } from './check.ts';

type Artifact = ReturnType<typeof artifactOf>;

function codes(rule: Contract['artifacts'], ...artifacts: Artifact[]): string[] {
  return check({ artifacts: rule ?? {} }, evidenceOf({ artifacts })).issues.map(
    ({ code, path }) => `${code} ${path}`,
  );
}

test('D13.1: rejects done without an artifact with missing_artifact_ref', () => {
  expect(codes({})).toEqual(['missing_artifact_ref /artifacts']);
  expect(codes({ min: 2 })).toEqual(['missing_artifact_ref /artifacts/min']);
});

test.each(['', ' \n\t ', '\0\0', '\u200b\ufeff', '{}', '[]', '""', 'null'])(
  'D13.2: rejects an artifact that holds %j with empty_output',
  (text) => {
    expect(codes({}, artifactOf('a.json', { text }))).toEqual(['empty_output /artifacts']);
  },
);

test('D13.2: knows an empty file by its digest alone', () => {
  const probe: ArtifactProbe = { ...artifactOf('a', { text: '' }).probe, bytes: null };
  delete probe.text;
  expect(codes({}, artifactOf('a', { probe }))).toEqual(['empty_output /artifacts']);
});

test('D13.3: rejects a broken shape with schema_mismatch and names the first five places', () => {
  const schema = { type: 'object', additionalProperties: { type: 'string' } };
  const artifact = artifactOf('r.json', {
    text: JSON.stringify({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 'x' }),
  });
  const result = check({ artifacts: { schema } }, evidenceOf({ artifacts: [artifact] }));
  expect(result.failure_reason).toBe(
    'schema_mismatch: "r.json" at /a must be string; "r.json" at /b must be string; "r.json" at /c must be string; "r.json" at /d must be string; "r.json" at /e must be string; and 1 more',
  );
  expect(result.issues[0]).toEqual({
    code: 'schema_mismatch',
    path: '/artifacts/schema/additionalProperties/type',
    expected: 'must be string',
    received: '1',
    message: '"r.json" at /a must be string',
  });
});

test.each([
  ['says no', { exists: false }],
  ['throws', { error: 'probe threw: ECONNRESET' }],
  ['runs out of time', { error: 'probe took longer than 5000 ms' }],
])('D13.4: rejects an artifact whose probe %s with side_effect_unconfirmed', (_, probe) => {
  expect(codes({}, artifactOf('msg-1', { ref: { kind: 'message_id' }, probe }))).toEqual([
    'side_effect_unconfirmed /artifacts',
  ]);
});

test('B2: rejects a file that was cut off after it was recorded', () => {
  const whole = artifactOf('r.json', { text: '{"a":1,"b":2}' });
  const cut = artifactOf('r.json', { text: '{"a":1,' });
  expect(codes({}, { ref: whole.ref, probe: cut.probe })).toEqual(['schema_mismatch /artifacts']);
  expect(codes({}, { ref: { ...whole.ref, bytes: null }, probe: cut.probe })).toEqual([
    'schema_mismatch /artifacts',
  ]);
  expect(codes({}, { ref: whole.ref, probe: artifactOf('r.json', { text: '' }).probe })).toEqual([
    'empty_output /artifacts',
  ]);
  expect(codes({}, cut)).toEqual(['schema_mismatch /artifacts']);
});

test("takes the probe's word where nothing was recorded, and the record where nothing was probed", () => {
  const { ref, probe } = artifactOf('r.md');
  expect(codes({}, { ref: { ...ref, bytes: null, sha256: null }, probe })).toEqual([]);
  expect(codes({}, { ref, probe: { ...probe, bytes: null, sha256: null } })).toEqual([]);
  expect(codes({ min_bytes: 7, max_bytes: 7 }, { ref, probe: { ...probe, bytes: null } })).toEqual([]);
  expect(codes({ min_bytes: 8 }, { ref, probe: { ...probe, bytes: null } })).toEqual([
    'artifact_size /artifacts/min_bytes',
  ]);
});

test('counts the last record of a rewritten file only', () => {
  const draft = artifactOf('r.md', { text: 'draft' });
  const final = artifactOf('r.md', { text: 'the final text' });
  expect(codes({ max: 1 }, { ref: draft.ref, probe: final.probe }, final)).toEqual([]);
});

test('E6.2, E9: bounds count, kind, size and readability', () => {
  const file = artifactOf('a.txt', { text: '12345', ref: { kind: 'file' } });
  const url = artifactOf('https://example.com/1', {
    ref: { kind: 'url', bytes: null, sha256: null },
    probe: { readable: false },
  });
  expect(codes({ min: 2 }, file)).toEqual(['artifact_count /artifacts/min']);
  expect(codes({ max: 1 }, file, url)).toEqual(['artifact_count /artifacts/max']);
  expect(codes({ kinds: ['report', 'row'] }, file)).toEqual(['artifact_kind /artifacts/kinds']);
  expect(codes({ min_bytes: 6 }, file)).toEqual(['artifact_size /artifacts/min_bytes']);
  expect(codes({ max_bytes: 4 }, file)).toEqual(['artifact_size /artifacts/max_bytes']);
  expect(codes({ min: 2, max: 2, kinds: ['file', 'url'], min_bytes: 5, max_bytes: 7 }, file, url)).toEqual(
    [],
  );
  expect(codes({ readable: true }, url)).toEqual(['side_effect_unconfirmed /artifacts/readable']);
  expect(codes({}, url)).toEqual([]);
  expect(codes({}, artifactOf('a.txt', { probe: { readable: false } }))).toEqual([
    'side_effect_unconfirmed /artifacts',
  ]);
});

test('refuses a schema that has no content to check', () => {
  const schema = { type: 'object' };
  const unread = artifactOf('big.json');
  delete unread.probe.text;
  expect(codes({ schema }, unread)).toEqual(['schema_mismatch /artifacts/schema']);
  const reference = artifactOf('id-1', { ref: { kind: 'message_id' } });
  delete reference.probe.text;
  expect(codes({ schema }, reference)).toEqual(['schema_mismatch /artifacts/schema']);
  expect(codes({ schema }, artifactOf('a.txt', { text: 'plain' }))).toEqual([
    'schema_mismatch /artifacts/schema/type',
  ]);
});

test('asks the shape of the artifacts in JSON, and of all when none is', () => {
  const schema = { type: 'object', required: ['total'] };
  const chart = artifactOf('chart.svg', { text: '<svg/>', ref: { kind: 'file' } });
  expect(codes({ schema }, chart, artifactOf('r.json', { text: '{"total":1}' }))).toEqual([]);
  expect(codes({ schema }, chart, artifactOf('r.json', { text: '{"sum":1}' }))).toEqual([
    'schema_mismatch /artifacts/schema/required',
  ]);
  expect(codes({ schema }, chart, artifactOf('r.json', { text: 'not JSON' }))).toEqual([
    'schema_mismatch /artifacts/schema/type',
  ]);
  expect(codes({ schema }, chart, artifactOf('row', { text: '{"sum":1}', ref: { kind: 'row' } }))).toEqual([
    'schema_mismatch /artifacts/schema/required',
  ]);
});

test('holds what was recorded to account also without a rule for artifacts', () => {
  const contract: Contract = { output: { type: 'string' } };
  const evidence = evidenceOf({ output: 'done', artifacts: [artifactOf('a', { probe: { exists: false } })] });
  expect(check(contract, evidence).failure_class).toBe('side_effect_unconfirmed');
});

test('rejects a file that was there before the run, where the contract wants a fresh one', () => {
  const left = artifactOf('report.md', { probe: { is_older: true } });
  expect(codes({ fresh: true }, left)).toEqual(['side_effect_unconfirmed /artifacts/fresh']);
  expect(codes({ fresh: true }, artifactOf('report.md'))).toEqual([]);
  expect(codes({}, left)).toEqual([]);
});
