import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { type Issue, MAX_BYTES } from '@agent-replay/contracts';

// A link may lead out of the fixture, and a pipe would be waited for.
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK }: Partial<typeof constants> = constants;
const FLAGS = (O_RDONLY ?? 0) | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);

/** The bytes of a plain file, or what is wrong with it. */
export function readPlain(path: string): Buffer | Pick<Issue, 'code' | 'expected' | 'received'> {
  const notPlain = { code: 'not_a_file', expected: 'a plain file', received: 'a link or a folder' };
  let file: number;
  try {
    if (O_NOFOLLOW === undefined && lstatSync(path).isSymbolicLink()) return notPlain;
    file = openSync(path, FLAGS);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return { code: 'missing_file', expected: `a file "${basename(path)}"`, received: 'nothing' };
    if (code === 'ELOOP' || code === 'EISDIR') return notPlain;
    throw error;
  }
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return notPlain;
    if (stats.size > MAX_BYTES)
      return { code: 'json_size', expected: `at most ${MAX_BYTES} bytes`, received: `${stats.size} bytes` };
    return readWhole(file, stats.size);
  } finally {
    closeSync(file);
  }
}

function readWhole(file: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (let read = -1; read !== 0 && at < size; at += read) read = readSync(file, bytes, at, size - at, at);
  return bytes.subarray(0, at);
}
