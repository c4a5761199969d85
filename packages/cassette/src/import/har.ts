import type { Headers as RecordedHeaders, HttpRequest, HttpResponse, Timing } from '@agent-replay/contracts';
import { keptReason } from '../http/reason-phrase.ts';
import { readAttachment } from './har-attachment.ts';
import { toHarContent, toHarPostData } from './har-body.ts';
import { toHarMessages, toHarSession } from './har-websocket.ts';
import { toHttpInteraction } from './http-interaction.ts';
import type { ImportedEntry } from './imported-entry.ts';
import { isRecord } from './is-record.ts';
import { parseJson } from './parse-json.ts';
import { notARecording } from './recording-file.ts';
import { toHeaders } from './headers.ts';
import { parseVcrYaml } from './vcr-yaml.ts';

/**
 * Reads an HTTP Archive 1.2, as browsers, Playwright, Polly.js and proxies write it, or the same in YAML, as
 * persisters of Polly.js do. What an archive left out (a body that was not saved, a call without an answer) is named, not made up.
 *
 * @throws {AgentReplayError} `IMPORT_FAILED` when the file is no HAR.
 */
export async function readHar(text: string, file: string): Promise<ImportedEntry[]> {
  const archive = /^\uFEFF?\s*\{/.test(text) ? parseJson(text, file) : await parseVcrYaml(text, file);
  const log = isRecord(archive) ? archive['log'] : undefined;
  const entries = isRecord(log) ? log['entries'] : undefined;
  if (!Array.isArray(entries)) throw notARecording(file, 'it has no list of "log.entries"');
  const base = Math.min(...entries.map(startOf).filter(Number.isFinite));
  return Promise.all(entries.map((entry: unknown, index) => readEntry(entry, index, base, file)));
}

async function readEntry(entry: unknown, index: number, base: number, file: string): Promise<ImportedEntry> {
  if (!isRecord(entry) || !isRecord(entry['request'])) return { index, reason: 'it has no request' };
  if (!isRecord(entry['response'])) return { index, reason: 'it has no response' };
  const { request, response } = entry;
  const url = String(request['url']);
  try {
    const attached = (part: unknown) => readAttachment(isRecord(part) ? part['_file'] : undefined, file);
    const messages = entry['_webSocketMessages'];
    if (Array.isArray(messages)) return { index, interaction: toHarSession(url, messages) };
    if (response['status'] === 101) {
      const lines = await attached(response['content']);
      if (lines === undefined) return { index, reason: 'a WebSocket session without its messages' };
      return { index, interaction: toHarSession(url, toHarMessages(lines)) };
    }
    const reason = refusal(url, request, response);
    if (reason !== undefined) return { index, reason };
    const interaction = toHttpInteraction(
      toRequest(request, url, await attached(request['postData'])),
      toResponse(response, await attached(response['content'])),
      toTiming(entry, base),
    );
    return { index, interaction };
  } catch (error) {
    return { index, reason: (error as Error).message };
  }
}

function refusal(
  url: string,
  request: Record<string, unknown>,
  response: Record<string, unknown>,
): string | undefined {
  const { status, content, _error: error } = response;
  if (!/^https?:/i.test(url)) return `not HTTP: ${url.slice(0, url.indexOf(':') + 1)}`;
  if (typeof status !== 'number' || status < 100) {
    return `no answer was recorded${typeof error === 'string' && error !== '' ? `: ${error}` : ''}`;
  }
  if (request['method'] === 'HEAD' || status === 204 || status === 304 || !isRecord(content))
    return undefined;
  const saved = content['text'] !== undefined || content['_file'] !== undefined;
  return !saved && Number(content['size']) > 0
    ? `its body of ${Number(content['size'])} bytes was not saved`
    : undefined;
}

function toRequest(
  request: Record<string, unknown>,
  url: string,
  attached: Uint8Array | undefined,
): HttpRequest {
  const headers = withType(toHeaders(request['headers']), request['postData']);
  const body = toHarPostData(request['postData'], attached, headers);
  return {
    method: String(request['method']).toUpperCase(),
    url: url.replace(/#.*$/s, ''),
    headers,
    ...(body !== undefined && { body }),
  };
}

/** What a body is may stand beside it only (HAR 1.2, postData). */
function withType(headers: RecordedHeaders, postData: unknown): RecordedHeaders {
  const type = isRecord(postData) ? postData['mimeType'] : undefined;
  const isKnown = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return isKnown || typeof type !== 'string' || type === '' ? headers : [...headers, ['content-type', type]];
}

function toResponse(response: Record<string, unknown>, attached: Uint8Array | undefined): HttpResponse {
  const { status, statusText } = response;
  const headers = toHeaders(response['headers']);
  const body = toHarContent(response['content'], attached, headers);
  return {
    status: Number(status),
    ...keptReason(Number(status), typeof statusText === 'string' ? statusText : undefined),
    headers,
    ...(body !== undefined && { body }),
  };
}

function toTiming(entry: Record<string, unknown>, base: number): Timing | undefined {
  const started = startOf(entry);
  const duration = Number(entry['time']);
  if (!Number.isFinite(started) || !(duration >= 0)) return undefined;
  const { receive } = isRecord(entry['timings']) ? entry['timings'] : {};
  const isLater = typeof receive === 'number' && receive > 0 && receive <= duration;
  return {
    started_ms: started - base,
    duration_ms: duration,
    ...(isLater && { head_ms: duration - receive }),
  };
}

function startOf(entry: unknown): number {
  return isRecord(entry) ? Date.parse(String(entry['startedDateTime'])) : NaN;
}
