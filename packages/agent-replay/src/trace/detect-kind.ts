import { detectRecording, type RecordingKind } from '@agent-replay/cassette';
import { isOtlp, isVendors } from './read-traces.ts';

/**
 * Tells from a file's content whether it holds traces or which tool's recording it is, or undefined for neither.
 * What was recorded may itself speak of traces: only what is no recording is taken for those of a vendor.
 *
 * @throws {AgentReplayError} `IMPORT_FAILED` when the file cannot be read.
 */
export async function detectKind(file: string): Promise<'otlp' | RecordingKind | undefined> {
  if (await isOtlp(file)) return 'otlp';
  return (await detectRecording(file)) ?? ((await isVendors(file)) ? 'otlp' : undefined);
}
