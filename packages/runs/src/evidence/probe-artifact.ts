import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ArtifactProbe, Json } from '@agent-replay/contracts';

const MAX_READ = 1024 * 1024;

/** What of an artifact is to be looked at. */
export interface ProbedArtifact {
  kind: string;
  uri: string;
  /** Says whether the object is there; without it, only files can be confirmed. */
  confirm?: (() => Promise<boolean> | boolean) | undefined;
}

/**
 * Looks whether an artifact is there and what it holds. Files by their path in the workspace; other
 * kinds by the caller's own probe. Never throws: what it could not tell is in `error`.
 */
export async function probeArtifact(
  artifact: ProbedArtifact,
  options: { workspace: string; timeout_ms: number },
): Promise<ArtifactProbe> {
  try {
    const path = filePath(artifact.uri, options.workspace);
    if (artifact.confirm !== undefined) {
      const exists = await within(options.timeout_ms, Promise.resolve(artifact.confirm()));
      if (!exists || path === null)
        return { ...ABSENT, exists, readable: exists, error: exists ? null : 'the probe found nothing' };
    }
    if (path === null) return { ...ABSENT, error: `there is no probe for "${artifact.kind}"` };
    return await within(options.timeout_ms, probeFile(path));
  } catch (error) {
    return { ...ABSENT, error: (error as Error).message };
  }
}

const ABSENT: ArtifactProbe = { exists: false, readable: false, bytes: null, sha256: null, error: null };

async function probeFile(path: string): Promise<ArtifactProbe> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (stats === null) return ABSENT;
  if (!stats.isFile()) return { ...ABSENT, exists: true };
  if (stats.size > MAX_READ) {
    return { exists: true, readable: true, bytes: stats.size, sha256: await digest(path), error: null };
  }
  const bytes = await readFile(path);
  return {
    exists: true,
    readable: true,
    bytes: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...contentOf(bytes),
    error: null,
  };
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

function filePath(uri: string, workspace: string): string | null {
  if (uri.startsWith('file:')) return fileURLToPath(uri);
  if (/^[a-z][a-z0-9+.-]+:/i.test(uri)) return null;
  return isAbsolute(uri) ? uri : resolve(workspace, uri);
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

async function within<Result>(limit: number, work: Promise<Result>): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`the probe took longer than ${limit} ms`)), limit);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
