import type { MonitorArtifact } from '@agent-replay/contracts';
import { expect, test } from 'vitest';
import { unsureLines } from './unsure-lines.ts';

const fixture = (fixture_id: string, reason: string | null): MonitorArtifact['fixtures'][number] => ({
  fixture_id,
  suite: 's',
  tier: 'full',
  state: reason === null ? 'passing' : 'stale',
  reason,
  run_id: null,
  at: null,
  proof: reason === null ? 'proven' : 'unproven',
});

test('names what does not count though it may pass, and why', () => {
  const lines = unsureLines({
    fixtures: [
      fixture('fine', null),
      fixture('new', 'unproven: it has not been seen red on the broken code and green on the fix'),
      fixture('old', 'fixture_expired: 2026-02-01T00:00:00.000Z'),
      fixture('held', 'quarantined: until 2027-01-01T00:00:00.000Z, owner anna'),
      fixture('over', 'quarantine_expired: ended 2026-01-01T00:00:00.000Z, owner anna'),
      fixture('bare', 'quarantine_expired'),
    ],
  });
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "  unproven  s/new: it has not been seen red on the broken code and green on the fix
      fix       agent-replay prove <fixture> --broken <ref> --fixed <ref>
      stale     s/old: past its stale_after, 2026-02-01T00:00:00.000Z
      quarantined s/held: until 2027-01-01T00:00:00.000Z, owner anna
      quarantined s/over: ended 2026-01-01T00:00:00.000Z, owner anna
      quarantined s/bare"
  `);
});

test('of many it names the first, and how many more there are', () => {
  const fixtures = Array.from({ length: 7 }, (_, index) => fixture(`f${index}`, 'unproven'));
  expect(unsureLines({ fixtures })).toEqual([
    ...[0, 1, 2, 3, 4].map((index) => `  unproven  s/f${index}`),
    '  unproven  2 more',
    '  fix       agent-replay prove <fixture> --broken <ref> --fixed <ref>',
  ]);
});

test('what was captured past the tape is not to be proven but captured again', () => {
  const past = (id: string, channels: string) =>
    fixture(id, `unproven: it was captured through unknown channels: ${channels}`);
  expect(
    unsureLines({ fixtures: [past('native', 'addon:side.node'), past('both', 'addon:side.node, udp')] }),
  ).toEqual([
    '  unproven  s/native: it was captured through unknown channels: addon:side.node',
    '  unproven  s/both: it was captured through unknown channels: addon:side.node, udp',
    '  fix       do it within a tool(), whose answer is recorded, and capture the failure again',
  ]);
  const lines = unsureLines({ fixtures: [fixture('new', 'unproven'), past('native', 'addon:side.node')] });
  expect(lines.slice(2)).toEqual([
    '  fix       agent-replay prove <fixture> --broken <ref> --fixed <ref>',
    expect.stringContaining('capture it with allow: ["addon:side.node"] in the config'),
  ]);
});
