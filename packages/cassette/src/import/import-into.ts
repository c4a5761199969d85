import { join } from 'node:path';
import { AgentReplayError } from '@agent-replay/contracts';
import { createRedactor, type Redactor } from '@agent-replay/redaction';
import { CASSETTE_FILE } from '../load-cassette.ts';
import { writeCassette } from '../write-cassette.ts';
import {
  importRecording,
  type ImportedRecording,
  type RecordingKind,
  type SkippedEntry,
} from './import-recording.ts';
import type { ImportOptions } from './imported-entry.ts';

export interface ImportIntoOptions extends ImportOptions {
  /** Redacts before anything is written. @default the built-in rules under a key for this call only */
  redactor?: Redactor;
}

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
  const stored = await writeCassette(join(dir, CASSETTE_FILE), interactions, { redactor });
  return { interactions: stored, skipped };
}

function nothingToReplay(file: string, skipped: readonly SkippedEntry[]): AgentReplayError {
  const reasons =
    skipped.length === 0 ? ['it lists no calls at all'] : [...new Set(skipped.map(({ reason }) => reason))];
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
