import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKey } from './open-key.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redaction-key-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a key is made once, for its owner only, and openers that race agree on it', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => openKey(join(folder, 'store'))));
  expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
  expect(keys[0]).toHaveLength(32);
  expect((await stat(join(folder, 'store', 'redaction.key'))).mode & 0o777).toBe(0o600);
});

test('a file that is no key is refused, not replaced', async () => {
  await writeFile(join(folder, 'redaction.key'), 'short');
  await expect(openKey(folder)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});
