import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sweepUnfinished } from './sweep-unfinished.ts';

const NOW = Date.parse('2026-11-28T12:00:00.000Z');
const MINUTE = 60_000;

test('removes what killed writers of a file left beside it, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sweep-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const put = (name: string, minutes: number): void => {
    writeFileSync(join(folder, name), '');
    utimesSync(join(folder, name), new Date(NOW), new Date(NOW - minutes * MINUTE));
  };
  put('.monitor.json.0123456789ab.tmp', 11);
  put('.monitor.json.ba9876543210.tmp', 9);
  put('.other.json.0123456789ab.tmp', 99);
  put('.monitor.json.mine.tmp', 99);
  put('monitor.json', 99);
  mkdirSync(join(folder, '.monitor.json.aaaaaaaaaaaa.tmp'));
  await sweepUnfinished(join(folder, 'monitor.json'), NOW);
  expect(readdirSync(folder).toSorted()).toEqual([
    '.monitor.json.aaaaaaaaaaaa.tmp',
    '.monitor.json.ba9876543210.tmp',
    '.monitor.json.mine.tmp',
    '.other.json.0123456789ab.tmp',
    'monitor.json',
  ]);
  await sweepUnfinished(join(folder, 'gone', 'monitor.json'), NOW);
});
