import { Interaction } from '@agent-replay/contracts';
import { readHar } from './har.ts';
import { readNock } from './nock.ts';
import { readRecordingFile } from './recording-file.ts';
import { readVcr } from './vcr.ts';
import type { ImportedEntry, ImportOptions } from './imported-entry.ts';

/** The recordings that can be imported: VCR in any language, HAR 1.2, nock back. */
export const RECORDING_KINDS = ['vcr', 'har', 'nock'] as const;
export type RecordingKind = (typeof RECORDING_KINDS)[number];

/** An entry of a recording that was not imported, by its 0-based index, and why. */
export interface SkippedEntry {
  index: number;
  reason: string;
}

export interface ImportedRecording {
  interactions: Interaction[];
  skipped: SkippedEntry[];
}

/**
 * Reads a recording of another tool, plain or gzipped, into interactions numbered from 0001. Every entry
 * of the file is either imported or named in `skipped`.
 *
 * @throws {AgentReplayError} `IMPORT_FAILED` when the file as a whole is not such a recording.
 */
export async function importRecording(
  kind: RecordingKind,
  file: string,
  options: ImportOptions = {},
): Promise<ImportedRecording> {
  const text = await readRecordingFile(file);
  const interactions: Interaction[] = [];
  const skipped: SkippedEntry[] = [];
  for (const entry of await READERS[kind](text, file, options)) {
    if ('reason' in entry) {
      skipped.push(entry);
      continue;
    }
    const parsed = Interaction.safeParse({
      id: String(interactions.length + 1).padStart(4, '0'),
      ...entry.interaction,
    });
    if (parsed.success) interactions.push(parsed.data);
    else skipped.push({ index: entry.index, reason: firstIssue(parsed.error.issues) });
  }
  return { interactions, skipped };
}

const READERS: Record<
  RecordingKind,
  (text: string, file: string, options: ImportOptions) => Promise<ImportedEntry[]> | ImportedEntry[]
> = { vcr: readVcr, har: readHar, nock: readNock };

function firstIssue(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  const [issue] = issues;
  return issue === undefined ? 'invalid' : `/${issue.path.join('/')}: ${issue.message}`;
}
