import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { Issue } from '@agent-replay/contracts';
// By itself: a runner reads fixtures' files in projects that need no schema.
import { MAX_BYTES } from '@agent-replay/contracts/limits';
import { FIXTURE_FILES } from './discover-fixtures.ts';

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

/** Room for one file at a time: to be told its size beforehand takes as long as to read it. */
const room = Buffer.allocUnsafeSlow(64 * 1024);

function readText(path: string): string | undefined {
  if (O_NOFOLLOW === undefined) return largeText(path);
  const file = openSync(path, FLAGS);
  let read: number;
  try {
    read = readSync(file, room, 0, room.length, null);
  } finally {
    closeSync(file);
  }
  return read < room.length ? room.toString('utf8', 0, read) : largeText(path);
}

/** At once, which takes a third of the time of its steps. */
function largeText(path: string): string | undefined {
  const stats = lstatSync(path);
  if (!stats.isFile() || stats.size > MAX_BYTES) return undefined;
  // `flag` may be a number, as for `openSync`.
  return readFileSync(path, { encoding: 'utf8', flag: FLAGS as unknown as string });
}
