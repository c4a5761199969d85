import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AgentReplayError } from '@agent-replay/contracts';
import { refuseFlows } from './refuse-others.ts';

/** A recording larger than this, plain or unpacked, is refused. */
export const MAX_BYTES = 512 * 1024 * 1024;

/**
 * Reads the text of a recording, unpacking gzip by its first bytes, whatever the file's name.
 *
 * @throws {AgentReplayError} `IMPORT_FAILED` when it cannot be read, unpacked or is no UTF-8.
 */
export async function readRecordingFile(file: string): Promise<string> {
  const bytes = await readUnpacked(file).catch((error: unknown) => {
    throw notARecording(file, (error as Error).message, { cause: error });
  });
  refuseFlows(bytes, file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw notARecording(file, (error as Error).message, { cause: error });
  }
}

async function readUnpacked(file: string): Promise<Buffer> {
  const raw = await readFile(file);
  const bytes =
    raw[0] === 0x1f && raw[1] === 0x8b ? await promisify(gunzip)(raw, { maxOutputLength: MAX_BYTES }) : raw;
  if (bytes.length > MAX_BYTES) throw new RangeError(`it is larger than ${MAX_BYTES} bytes`);
  return bytes;
}

/** The error for a file that is not the recording it should be. */
export function notARecording(
  file: string,
  reason: string,
  options: { cause?: unknown } = {},
): AgentReplayError {
  return new AgentReplayError('IMPORT_FAILED', `Failed to import "${file}": ${reason.replace(/\.$/, '')}.`, {
    lines: [['fix', 'check the path, and that --from names the tool that wrote it: vcr, har or nock']],
    details: { file },
    ...options,
  });
}
