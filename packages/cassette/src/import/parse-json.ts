import { notARecording } from './recording-file.ts';

/** @throws {AgentReplayError} `IMPORT_FAILED` */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw notARecording(file, `it is not JSON: ${(cause as Error).message}`, { cause });
  }
}
