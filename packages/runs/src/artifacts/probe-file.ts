import { createHash } from 'node:crypto';
import fs, { type Stats } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ArtifactProbe, Json } from '@agent-replay/contracts';
import { now, sleep } from '../native-time.ts';

// As they are before any code of an agent's: an import is bound to what somebody puts in its place.
const { createReadStream, existsSync, readFileSync, statSync } = fs;
const { readFile, stat } = fs.promises;

const MAX_READ = 1024 * 1024;
const MAX_READ_NOW = 64 * 1024 * 1024;
const ABSENT: ArtifactProbe = { exists: false, readable: false, bytes: null, sha256: null, error: null };

/** Where an artifact is in the file system; null for what is elsewhere. */
export function pathOf(uri: string, workspace: string): string | null {
  if (/^file:/i.test(uri)) return fileURLToPath(uri);
  if (/^[a-z][a-z0-9+.-]+:/i.test(uri)) return null;
  return isAbsolute(uri) ? uri : resolve(workspace, uri);
}

/**
 * What a file is: its size and digest, its content when it is text of at most 1 MiB, and whether it is as it was
 * before a time, in real milliseconds since 1970.
 *
 * @param signal ends the reading of a large one
 */
export async function probeFile(path: string, began: number, signal: AbortSignal): Promise<ArtifactProbe> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return notAFile(stats);
    const age = ageOf(stats, began);
    if (stats.size > MAX_READ)
      return { ...ABSENT, exists: true, readable: true, ...(await digest(path, signal)), ...age };
    return { ...read(await readFile(path)), ...age };
  } catch (error) {
    return unread(error);
  }
}

/** The same without waiting, for files of at most 64 MiB. */
export function probeFileNow(path: string, began: number): ArtifactProbe {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return notAFile(stats);
    const age = ageOf(stats, began);
    if (stats.size > MAX_READ_NOW)
      return { ...ABSENT, exists: true, readable: true, bytes: stats.size, ...age };
    return { ...read(readFileSync(path)), ...age };
  } catch (error) {
    return unread(error);
  }
}

/** The clock that a kernel stamps files by is at most this much behind. */
const COARSE_MS = 20;

/**
 * Waits until no file that is there by now has a time which one that is written from then on may have, and
 * returns the real time: a run that begins then is told from what was left in the folder right before.
 */
export async function apartFrom(folder: string): Promise<number> {
  // Timers may fire a millisecond too soon, and the clock is read in whole ones.
  if (existsSync(folder)) await sleep(COARSE_MS + 2);
  return now();
}

/** By the time that nobody can set: a file that is moved, copied or unpacked here has it from then. */
function ageOf({ ctimeMs }: Stats, began: number): { is_older?: true } {
  return ctimeMs < began - COARSE_MS ? { is_older: true } : {};
}

function notAFile(stats: Stats): ArtifactProbe {
  return stats.isDirectory() ? { ...ABSENT, exists: true } : ABSENT;
}

function unread(error: unknown): ArtifactProbe {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return ABSENT;
  if (code === 'EACCES' || code === 'EPERM') return { ...ABSENT, exists: true };
  return { ...ABSENT, error: message };
}

function read(bytes: Buffer): ArtifactProbe {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const probe = { exists: true, readable: true, bytes: bytes.byteLength, sha256, error: null };
  return bytes.byteLength > MAX_READ ? probe : { ...probe, ...contentOf(bytes) };
}

function contentOf(bytes: Uint8Array): { text?: string; json?: Json } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return {};
  }
  try {
    return { text, json: JSON.parse(text) as Json };
  } catch {
    return { text };
  }
}

/** Size and digest of the same bytes, however the file changes meanwhile. */
async function digest(path: string, signal: AbortSignal): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { signal })) {
    hash.update(chunk as Uint8Array);
    bytes += (chunk as Uint8Array).byteLength;
  }
  return { bytes, sha256: hash.digest('hex') };
}
