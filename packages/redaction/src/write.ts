import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { AgentReplayError, type Json } from '@agent-replay/contracts';
import type { BytesHint } from './redact-bytes.ts';
import { modeIn } from './private-folder.ts';
import type { Redactor } from './redactor.ts';
import { refuseSecrets } from './refuse-secrets.ts';

export interface WriteOptions extends BytesHint {
  redactor: Redactor;
  /** Mode of a new file. @default 0o600 in the folder of a store, else 0o644 */
  mode?: number;
  /** A folder that the file must be in after all symbolic links are followed. @default any */
  root?: string;
}

/**
 * Redacts a whole file and puts it in place at once: readers see the old one or the new one.
 *
 * @throws {AgentReplayError} `SECRET_FOUND` when a secret is left after redaction, `FILE_INVALID` when
 * the path is a symbolic link, a folder, or outside `root`. The old file then stays.
 */
export async function writeFileAtomic(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions,
): Promise<void> {
  const { redactor } = options;
  const bytes = typeof data === 'string' ? Buffer.from(redactor.text(data)) : redactor.bytes(data, options);
  await putInPlace({ folder: dirname(path), nameOf: () => basename(path) }, [bytes], options);
}

/**
 * Writes bytes with `writeFileAtomic`, as a file that is named by the SHA-256 of what is left of them.
 *
 * @returns the digest, and how many bytes are left
 */
export async function writeByDigest(
  folder: string,
  data: Uint8Array,
  options: WriteOptions,
): Promise<{ digest: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  let digest = '';
  const hashed = function* (): Generator<Uint8Array> {
    for (const part of options.redactor.parts(data, options)) {
      hash.update(part);
      bytes += part.length;
      yield part;
    }
    digest = hash.digest('hex');
  };
  await putInPlace({ folder, nameOf: () => digest }, hashed(), options);
  return { digest, bytes };
}

/**
 * Writes a JSON value as `writeJsonAtomic` does, for who has redacted it part by part: a large one that
 * is made of digests, numbers and a few texts takes long to be looked at as a whole.
 */
export async function writeRedactedJson(
  path: string,
  value: Json,
  options: Pick<WriteOptions, 'mode' | 'root'> = {},
): Promise<void> {
  const place = { folder: dirname(path), nameOf: () => basename(path) };
  await replaceFile(place, [Buffer.from(`${JSON.stringify(value, null, 2)}\n`)], options);
}

/** Where a file goes. */
interface FilePlace {
  folder: string;
  /** How it is called there; empty while that is not known, which it is when all of it is written. */
  nameOf: () => string;
}

type Place = Pick<WriteOptions, 'mode' | 'root'>;

async function putInPlace(place: FilePlace, parts: Iterable<Uint8Array>, options: Place): Promise<void> {
  await replaceFile(place, checked(join(place.folder, place.nameOf()), parts), options);
}

/** What is written, each part after it was looked at. */
async function* checked(path: string, parts: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const { window, added } of windows(parts)) {
    await refuseSecrets(path, textOf(window));
    yield added;
  }
}

async function replaceFile(
  { folder, nameOf }: FilePlace,
  parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  { mode = modeIn(folder), root }: Place,
): Promise<void> {
  const known = nameOf();
  const temporary = join(folder, `.${known}.${randomBytes(6).toString('hex')}.tmp`);
  await refusePlace(known === '' ? temporary : join(folder, known), root);
  try {
    await withFile(await open(temporary, 'wx', mode), async (file) => {
      for await (const part of parts) await file.writeFile(part);
      await file.sync();
    });
    await refusePlace(join(folder, nameOf()), root);
    await rename(temporary, join(folder, nameOf()));
    await syncFolder(folder);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Writes a JSON value with `writeFileAtomic`: redacted, indented by 2 spaces, with a final newline. */
export async function writeJsonAtomic(path: string, value: Json, options: WriteOptions): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`, options);
}

/**
 * Redacts one line and appends it with its newline in a single write, so that writers in several
 * processes do not mix.
 *
 * @throws {AgentReplayError} as `writeFileAtomic`, and `OPTION_INVALID` for a line with a line end in it
 */
export async function appendLine(path: string, line: string, options: WriteOptions): Promise<void> {
  const { redactor, mode = modeIn(dirname(path)), root } = options;
  if (/[\r\n]/.test(line)) {
    throw new AgentReplayError(
      'OPTION_INVALID',
      `Failed to append to "${path}": the line has a line end in it.`,
      {
        lines: [['fix', 'pass one line, without its line end']],
        details: { file: path },
      },
    );
  }
  const text = redactor.text(line);
  await refusePlace(path, root);
  await refuseSecrets(path, text);
  const { O_APPEND, O_CREAT, O_WRONLY } = constants;
  const O_NOFOLLOW = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;
  await withFile(await open(path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, mode), (file) =>
    file.appendFile(`${text}\n`),
  );
}

async function refusePlace(path: string, root: string | undefined): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found !== undefined && !found.isFile())
    refuse(path, 'it is not a plain file', 'remove it, or name another path');
  if (root === undefined) return;
  const way = relative(await realpath(root), await realpath(dirname(path)));
  if (way === '..' || way.startsWith(`..${sep}`) || /^[A-Za-z]:/.test(way)) {
    refuse(path, `it leads out of "${root}"`, 'remove the symbolic link, or name another path');
  }
}

function refuse(path: string, reason: string, fix: string): never {
  throw new AgentReplayError('FILE_INVALID', `Failed to write "${path}": ${reason}.`, {
    lines: [['fix', fix]],
    details: { file: path },
  });
}

const WINDOW = 832 * 1024;
/** More than any secret has. */
const OVERLAP = 64 * 1024;

/**
 * Windows that overlap, each with what is in none before it: a secret stands whole in one of them. All are in
 * the same memory, one after the other.
 */
function* windows(parts: Iterable<Uint8Array>): Generator<{ window: Uint8Array; added: Uint8Array }> {
  if (Array.isArray(parts) && parts.length === 1 && parts[0].length <= WINDOW)
    return yield { window: parts[0], added: parts[0] };
  const memory = Buffer.allocUnsafe(OVERLAP + WINDOW);
  let seen = 0;
  let filled = 0;
  for (const part of parts)
    for (let at = 0; at < part.length;) {
      const copied = memory.length - filled;
      memory.set(part.subarray(at, at + copied), filled);
      filled = Math.min(memory.length, filled + part.length - at);
      at += copied;
      if (filled < memory.length) continue;
      yield { window: memory, added: memory.subarray(seen) };
      memory.copyWithin(0, memory.length - OVERLAP);
      seen = filled = OVERLAP;
    }
  if (filled > seen) yield { window: memory.subarray(0, filled), added: memory.subarray(seen, filled) };
}

/** UTF-8, or a byte for a character where it is not. */
function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  return text.includes('\uFFFD') ? buffer.toString('latin1') : text;
}

async function withFile(file: FileHandle, use: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await use(file);
  } finally {
    await file.close();
  }
}

/** Makes the renaming itself durable; Windows cannot open folders and needs it not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await withFile(await open(folder, 'r'), (file) => file.sync());
}
