import { expect, test } from 'vitest';
import { lostLines } from './lost-lines.ts';

const row = (id: string, reason: string | null, run: string | null = null) => ({
  suite: 'wild',
  fixture_id: id,
  reason,
  run_id: run,
});
const noted = (id: string, reason: string) => ({
  ...row(id, reason),
  tier: 'full' as const,
  state: 'stale' as const,
  at: null,
  proof: 'unproven' as const,
  fixture_sha256: null,
  code_sha256: null,
});

test('what got stuck is told apart from a timeout that was seen, and from a crash', () => {
  const rows = [
    row('loops', 'timeout: it neither ended nor yielded'),
    row('slow', 'timeout: it took longer than 5 s', '0193f000-0000-7000-8000-000000000000'),
    row('green', null),
  ];
  const fixtures = [
    noted('aborts', 'crashed: replay_crashed: its worker died'),
    noted('green', 'unproven: not seen red'),
  ];
  expect(lostLines({ fixtures }, rows)).toEqual([
    '  stuck     wild/loops: it neither ended nor yielded',
    '  crashed   wild/aborts: its worker died',
  ]);
});

test('a few of many are named', () => {
  const fixtures = Array.from({ length: 8 }, (_, index) => noted(`f${index}`, 'crashed: setup broken'));
  const lines = lostLines({ fixtures }, []);
  expect(lines).toHaveLength(6);
  expect(lines.at(-1)).toBe('  crashed   3 more');
});
