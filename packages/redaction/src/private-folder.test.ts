import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKey } from './open-key.ts';
import { makeFolder } from './private-folder.ts';
import { createRedactor } from './redactor.ts';
import { appendLine, writeFileAtomic, writeRedactedJson } from './write.ts';

const isPosix = process.platform !== 'win32';
const redactor = createRedactor({ key: 'k', environment: {} });
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
let root: string;
let umask: number;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'private-'));
  umask = process.umask(0);
});
afterEach(async () => {
  process.umask(umask);
  await rm(root, { recursive: true, force: true });
});

async function writeAll(folder: string): Promise<number[]> {
  await writeFileAtomic(join(folder, 'a'), 'a', { redactor });
  await writeRedactedJson(join(folder, 'b'), {});
  await appendLine(join(folder, 'c'), 'c', { redactor });
  return Promise.all(['a', 'b', 'c'].map((name) => modeOf(join(folder, name))));
}

test.runIf(isPosix)("what is written to a store is its owner's alone under any umask", async () => {
  const usual = join(root, '.agent-replay');
  await makeFolder(usual);
  expect(await modeOf(usual)).toBe(0o700);
  expect(await writeAll(usual)).toEqual([0o600, 0o600, 0o600]);
  const other = join(root, 'elsewhere');
  await openKey(other);
  expect(await modeOf(other)).toBe(0o700);
  expect(await writeAll(other)).toEqual([0o600, 0o600, 0o600]);
});

test.runIf(isPosix)(
  'what was open becomes private when it is written anew; other folders are as the umask says',
  async () => {
    const store = join(root, '.agent-replay');
    await makeFolder(store);
    await writeFile(join(store, 'a'), 'old', { mode: 0o644 });
    expect((await writeAll(store))[0]).toBe(0o600);
    const fixture = join(root, 'fixtures');
    await makeFolder(fixture);
    expect(await modeOf(fixture)).toBe(0o777);
    expect(await writeAll(fixture)).toEqual([0o644, 0o644, 0o644]);
  },
);
