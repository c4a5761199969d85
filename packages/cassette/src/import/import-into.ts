import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentReplayError, type Body, type Interaction, type Json, sha256 } from '@agent-replay/contracts';
import { createRedactor, type Redactor, writeFileAtomic, writeJsonAtomic } from '@agent-replay/redaction';
import { NO_BLOBS } from '../http/blobs.ts';
import { bodyBytes } from '../http/body-bytes.ts';
import {
  importRecording,
  type ImportedRecording,
  type ImportOptions,
  type RecordingKind,
  type SkippedEntry,
} from './import-recording.ts';

export interface ImportIntoOptions extends ImportOptions {
  /** Redacts before anything is written. @default the built-in rules under a key for this call only */
  redactor?: Redactor;
}

/** Bodies larger than this go to a file of their own, named by their digest. */
const BLOB_BYTES = 64 * 1024;

/**
 * Imports a recording of another tool as `<dir>/tool_cassettes.json`, with large bodies in
 * `<dir>/blobs/`. Everything is redacted before it is written.
 *
 * @throws {AgentReplayError} `IMPORT_FAILED` when the file is no such recording, or holds nothing to replay; nothing is written then.
 */
export async function importInto(
  dir: string,
  kind: RecordingKind,
  file: string,
  options: ImportIntoOptions = {},
): Promise<ImportedRecording> {
  const { redactor = createRedactor(), ...rest } = options;
  const { interactions, skipped } = await importRecording(kind, file, rest);
  if (interactions.length === 0) throw nothingToReplay(file, skipped);
  await mkdir(dir, { recursive: true });
  const stored: Interaction[] = [];
  for (const interaction of interactions)
    stored.push(await storeBodies(interaction, join(dir, 'blobs'), redactor));
  await writeJsonAtomic(join(dir, 'tool_cassettes.json'), { interactions: stored } as unknown as Json, {
    redactor,
  });
  return { interactions: stored, skipped };
}

function nothingToReplay(file: string, skipped: readonly SkippedEntry[]): AgentReplayError {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  return new AgentReplayError(
    'IMPORT_FAILED',
    `Failed to import "${file}": it holds no call that can be replayed.`,
    {
      lines: [
        ...reasons.slice(0, 4).map((reason) => ['skipped', reason] as const),
        ['fix', 'name a recording of HTTP calls or WebSocket sessions'],
      ],
      details: { file, skipped },
    },
  );
}

async function storeBodies(
  interaction: Interaction,
  folder: string,
  redactor: Redactor,
): Promise<Interaction> {
  if (interaction.kind !== 'http') return interaction;
  const { request, response } = interaction;
  return {
    ...interaction,
    request: await storeBody(request, folder, redactor),
    ...(response !== undefined && { response: await storeBody(response, folder, redactor) }),
  };
}

async function storeBody<M extends { body?: Body | undefined }>(
  message: M,
  folder: string,
  redactor: Redactor,
): Promise<M> {
  const bytes = bodyBytes(message.body, NO_BLOBS);
  if (bytes.length <= BLOB_BYTES) return message;
  const safe = redactor.bytes(bytes);
  const blob = sha256(safe);
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(join(folder, blob), safe, { redactor });
  return { ...message, body: { blob, bytes: safe.length } };
}
