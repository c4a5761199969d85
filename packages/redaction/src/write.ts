import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { AgentReplayError, type Json, sha256 } from '@agent-replay/contracts';
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
  await putInPlace(path, bytes, options);
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
  const safe = options.redactor.bytes(data, options);
  const digest = sha256(safe);
  await putInPlace(join(folder, digest), safe, options);
  return { digest, bytes: safe.length };
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
  await refusePlace(path, options.root);
  await replaceFile(path, Buffer.from(`${JSON.stringify(value, null, 2)}\n`), options.mode);
}

async function putInPlace(path: string, bytes: Uint8Array, { mode, root }: WriteOptions): Promise<void> {
  await refusePlace(path, root);
  for (const part of windows(bytes)) await refuseSecrets(path, textOf(part));
  await replaceFile(path, bytes, mode);
}

async function replaceFile(path: string, bytes: Uint8Array, mode = modeIn(dirname(path))): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await withFile(await open(temporary, 'wx', mode), async (file) => {
      await file.writeFile(bytes);
      await file.sync();
    });
    await rename(temporary, path);
    await syncFolder(dirname(path));
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

const WINDOW = 256 * 1024;
/** More than any secret has. */
const OVERLAP = 64 * 1024;

/** Parts that overlap: a large text as a whole stands in memory several times while it is looked at. */
function* windows(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at === 0 || at + OVERLAP < bytes.length; at += WINDOW)
    yield bytes.subarray(at, at + WINDOW + OVERLAP);
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
