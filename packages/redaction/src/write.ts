import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AgentReplayError, type Json } from '@agent-replay/contracts';
import type { Redactor } from './redactor.ts';

export interface WriteOptions {
  redactor: Redactor;
  /** Mode of a new file. @default 0o644 */
  mode?: number;
}

/**
 * Redacts a whole file and puts it in place at once: readers see the old one or the new one.
 *
 * @throws {AgentReplayError} `SECRET_FOUND` when a secret is left after redaction, `FILE_INVALID` when
 * the path is a symbolic link or a folder. The old file then stays.
 */
export async function writeFileAtomic(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions,
): Promise<void> {
  const { redactor, mode = 0o644 } = options;
  const bytes = typeof data === 'string' ? redactor.text(data) : redactor.bytes(data);
  await refuseLink(path);
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Writes a JSON value with `writeFileAtomic`: redacted, indented by 2 spaces, with a final newline. */
export async function writeJsonAtomic(path: string, value: Json, options: WriteOptions): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(options.redactor.json(value), null, 2)}\n`, options);
}

/** Redacts one line and appends it with its newline in a single write. */
export async function appendLine(path: string, line: string, options: WriteOptions): Promise<void> {
  const { redactor, mode = 0o644 } = options;
  await refuseLink(path);
  const { O_APPEND, O_CREAT, O_WRONLY } = constants;
  const file = await open(path, O_APPEND | O_CREAT | O_WRONLY | (constants.O_NOFOLLOW ?? 0), mode);
  try {
    await file.write(`${redactor.text(line)}\n`);
  } finally {
    await file.close();
  }
}

async function refuseLink(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined || found.isFile()) return;
  throw new AgentReplayError('FILE_INVALID', `Failed to write "${path}": it is not a plain file.`, {
    lines: [['fix', 'remove it, or name another path']],
    details: { file: path },
  });
}
