import { expect, test } from 'vitest';
import { artifactOf } from '../evidence.suite.ts';
import { outcomeWith, textOf } from './outcome.suite.ts';
import { toHaveArtifactRef } from './to-have-artifact-ref.ts';

test('toHaveArtifactRef finds a sound artifact by kind and glob', () => {
  const outcome = outcomeWith();
  expect(toHaveArtifactRef(outcome, '*.json').pass).toBe(true);
  expect(toHaveArtifactRef(outcome, { kind: 'file' }).pass).toBe(false);
  expect(textOf(toHaveArtifactRef(outcome), true)).toMatchInlineSnapshot(`
    "expect(outcome).not.toHaveArtifactRef()

      expected  no artifact
      received  report report.json"
  `);
  const lost = outcomeWith({
    evidence: { artifacts: [artifactOf('report.json', { probe: { exists: false } })] },
  });
  expect(textOf(toHaveArtifactRef(lost, { kind: 'report', uri: '*.json' }), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveArtifactRef({"kind":"report","uri":"*.json"})

      expected  a confirmed report "*.json"
      received  report report.json
      because   side_effect_unconfirmed: report "report.json" was claimed, but does not exist"
  `);
  expect(textOf(toHaveArtifactRef(outcomeWith({ evidence: { artifacts: [] } })), false))
    .toMatchInlineSnapshot(`
    "expect(outcome).toHaveArtifactRef()

      expected  a confirmed artifact
      received  none"
  `);
});

test.each([
  [{ kindd: 'report' }, 'there is no key "kindd"'],
  [{ kind: 'report', url: '*.json' }, 'there is no key "url"'],
  [{ kind: 'reprot' }, 'it takes one of file, row,'],
  [{ uri: 7 }, 'it takes a glob as uri, not 7'],
  [['*.json'], 'it takes a glob or { kind, uri }'],
])('toHaveArtifactRef(%j) is refused, so that neither it nor its .not holds', (filter, message) => {
  expect(() => toHaveArtifactRef(outcomeWith(), filter as never)).toThrow(message);
});
