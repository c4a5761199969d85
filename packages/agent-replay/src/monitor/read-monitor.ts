import { readFile } from 'node:fs/promises';
import { MonitorArtifact } from '@agent-replay/contracts';
import type { GateFacts } from '../gate/check-gate.ts';

/** Reads the monitor artifact, or says why there is none; never throws for what is in the file. */
export async function readMonitor(path: string): Promise<GateFacts['artifact']> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { missing: true, path };
    return { corrupt: `cannot be read: ${(error as Error).message}`, path };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { corrupt: `is not JSON: ${(error as Error).message}`, path };
  }
  const parsed = MonitorArtifact.safeParse(value);
  if (parsed.success) return parsed.data;
  const withdrawn = withdrawnOf(value);
  if (withdrawn !== null) return { corrupt: `was withdrawn: ${withdrawn}`, path };
  const format = formatOf(value);
  if (format > KNOWN)
    return {
      corrupt: `is of format ${format}, newer than ${KNOWN}, the newest that this version knows: update agent-replay`,
      path,
    };
  const issue = parsed.error.issues[0];
  return {
    corrupt: `does not match its schema at /${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}`,
    path,
  };
}

/** Why the last attempt at an artifact made none; null for any other document. */
function withdrawnOf(value: unknown): string | null {
  const told = value as { withdrawn?: unknown } | null;
  return typeof told === 'object' && typeof told?.withdrawn === 'string' ? told.withdrawn : null;
}

/** The newest format that is read here. */
const KNOWN = MonitorArtifact.shape.format.value;

/** NaN for what names none. */
function formatOf(value: unknown): number {
  const named = value as { format?: unknown } | null;
  return typeof named === 'object' && typeof named?.format === 'number' ? named.format : Number.NaN;
}
