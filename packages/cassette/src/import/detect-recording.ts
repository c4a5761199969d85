import type { RecordingKind } from './import-recording.ts';
import { readRecordingFile } from './recording-file.ts';
import { refuseStubs } from './refuse-others.ts';

/**
 * Tells from a file's content which tool wrote it, or undefined when none that can be imported did.
 *
 * @throws {AgentReplayError} `IMPORT_FAILED` when the file cannot be read, or holds stubs of a tool that is known.
 */
export async function detectRecording(file: string): Promise<RecordingKind | undefined> {
  const text = (await readRecordingFile(file)).replace(/^\uFEFF/, '');
  if (/^\s*[[{]/.test(text)) return detectJson(text, file);
  if (/^log:\s*$/m.test(text)) return 'har';
  return VCR.test(text) || ['requests', 'responses'].every((name) => new RegExp(`^${name}:`, 'm').test(text))
    ? 'vcr'
    : undefined;
}

const VCR = /^(?:http_)?interactions:|^-\s+request:|^- !ruby\/struct:VCR/m;

function detectJson(text: string, file: string): RecordingKind | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return /^\s*\{\s*"?(?:http_)?interactions"?\s*:/.test(text) ? 'vcr' : undefined;
  }
  refuseStubs(value, file);
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    return value.every(isNockDefinition) ? 'nock' : value.every(isExchange) ? 'vcr' : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if ('log' in value) return 'har';
  const isVcr = 'interactions' in value || 'http_interactions' in value || isExchange(value);
  return isVcr || ('requests' in value && 'responses' in value) ? 'vcr' : undefined;
}

/** PHP-VCR, ExVCR and EasyVCR write nothing but a list of these, Datadog's test agent one. */
function isExchange(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return ('request' in value && 'response' in value) || ('Request' in value && 'Response' in value);
}

function isNockDefinition(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'scope' in value && 'path' in value;
}
