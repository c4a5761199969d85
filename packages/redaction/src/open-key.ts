import { randomBytes } from 'node:crypto';
import { link, lstat, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentReplayError } from '@agent-replay/contracts';
import { makeFolders } from './make-folders.ts';
import { KEY_FILE } from './private-folder.ts';

/**
 * Reads the HMAC key of a store, 32 bytes in `<folder>/redaction.key`, or makes it with mode 0600.
 * Processes that race for it agree on one key.
 *
 * @throws {AgentReplayError} `STORE_UNAVAILABLE` when the file is not a key or not a plain file.
 */
export async function openKey(folder: string): Promise<Uint8Array> {
  const path = join(folder, KEY_FILE);
  makeFolders(folder, 0o700);
  return (await readKey(path)) ?? (await makeKey(path));
}

async function readKey(path: string): Promise<Uint8Array | undefined> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  const text = found.isFile() ? (await readFile(path, 'utf8')).trim() : '';
  if (/^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, 'hex');
  throw new AgentReplayError('STORE_UNAVAILABLE', `Failed to read "${path}": it is not a redaction key.`, {
    lines: [
      ['fix', 'restore it from a backup; or delete it, and record again what is matched by its placeholders'],
    ],
    details: { file: path },
  });
}

async function makeKey(path: string): Promise<Uint8Array> {
  const key = randomBytes(32);
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(temporary, `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    await link(temporary, path);
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readKey(path)) as Uint8Array;
  } finally {
    await rm(temporary, { force: true });
  }
}
