import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AgentReplayError, type Interaction, ToolCassettes } from '@agent-replay/contracts';
import { createRedactor, type Redactor, writeJsonAtomic } from '@agent-replay/redaction';
import { toHar } from './to-har.ts';

export interface ExportHarOptions {
  /** Redacts before anything is written. @default the built-in rules under a key for this call only */
  redactor?: Redactor;
  /** When the run started; entries are dated from it. @default "1970-01-01T00:00:00.000Z" */
  startedAt?: string;
}

/**
 * Writes a cassette as an HTTP Archive 1.2; gives the ids of the calls that HAR has no place for.
 *
 * @throws {AgentReplayError} `CASSETTE_CORRUPT` when the cassette cannot be read.
 */
export async function exportHar(
  cassette: string,
  file: string,
  options: ExportHarOptions = {},
): Promise<{ left_out: string[] }> {
  const { redactor = createRedactor(), ...rest } = options;
  const { har, left_out } = toHar(await readInteractions(cassette), {
    ...rest,
    blobs: { get: (sha256) => readFileSync(join(dirname(cassette), 'blobs', sha256)) },
  });
  await writeJsonAtomic(file, har, { redactor });
  return { left_out };
}

async function readInteractions(cassette: string): Promise<readonly Interaction[]> {
  try {
    return ToolCassettes.parse(JSON.parse(await readFile(cassette, 'utf8'))).interactions;
  } catch (cause) {
    throw new AgentReplayError('CASSETTE_CORRUPT', `Failed to export "${cassette}": it is no cassette.`, {
      lines: [['fix', 'check it with agent-replay validate']],
      details: { file: cassette },
      cause,
    });
  }
}
