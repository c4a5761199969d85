import { closeSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { Issue } from '@agent-replay/contracts';
// By itself: a runner reads fixtures' files in projects that need no schema.
import { MAX_BYTES } from '@agent-replay/contracts/limits';
import { FIXTURE_FILES } from './discover-fixtures.ts';
import { OPENS_NO_LINK, PLAIN, readText } from './read-text.ts';

/** The bytes of a plain file, or what is wrong with it. */
export function readPlain(path: string): Buffer | Pick<Issue, 'code' | 'expected' | 'received'> {
  const notPlain = { code: 'not_a_file', expected: 'a plain file', received: 'a link or a folder' };
  let file: number;
  try {
    if (!OPENS_NO_LINK && lstatSync(path).isSymbolicLink()) return notPlain;
    file = openSync(path, PLAIN);
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

/** The text of a plain file. @throws where there is none, or something else. */
export function plainText(path: string): string {
  return plainBytes(path).toString('utf8');
}

/** The bytes of a plain file. @throws where there is none, or something else. */
export function plainBytes(path: string): Buffer {
  const bytes = readPlain(path);
  if (Buffer.isBuffer(bytes)) return bytes;
  throw new Error(`${path}: expected ${bytes.expected}, received ${bytes.received}`);
}

function readWhole(file: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (let read = -1; read !== 0 && at < size; at += read) read = readSync(file, bytes, at, size - at, at);
  return bytes.subarray(0, at);
}

/** The texts of a fixture's four files; undefined where one of them is no plain file, or where there are blobs. */
export function readTexts(dir: string): Record<(typeof FIXTURE_FILES)[number], string> | undefined {
  try {
    if (lstatSync(`${dir}/blobs`, { throwIfNoEntry: false }) !== undefined) return undefined;
    const texts = FIXTURE_FILES.map((name) => readText(`${dir}/${name}`));
    const [input, expected, tape, notes] = texts;
    if (input === undefined || expected === undefined || tape === undefined || notes === undefined)
      return undefined;
    return {
      'input.json': input,
      'expected.json': expected,
      'tool_cassettes.json': tape,
      'notes.json': notes,
    };
  } catch {
    return undefined;
  }
}
