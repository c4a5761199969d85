import type { HttpRequest, HttpResponse } from '@agent-replay/contracts';
import type { ImportedEntry, ImportOptions } from './import-recording.ts';
import { isRecord } from './is-record.ts';
import { notARecording } from './recording-file.ts';
import { toVcrBody } from './vcr-body.ts';
import { toHeaders } from './headers.ts';
import { parseVcrYaml } from './vcr-yaml.ts';
import { toHttpInteraction } from './http-interaction.ts';
import { isSessionEntry, toSessions } from './vcr-websocket.ts';

/**
 * Reads a VCR recording: vcrpy's YAML and JSON, with `parsed_body` and WebSocket logs, Ruby VCR's and
 * go-vcr's.
 *
 * @throws {AgentReplayError} `IMPORT_FAILED` when the file is not one.
 */
export async function readVcr(text: string, file: string, options: ImportOptions): Promise<ImportedEntry[]> {
  const recording = await parseVcrYaml(text, file);
  const entries = isRecord(recording)
    ? (recording['interactions'] ?? recording['http_interactions'])
    : undefined;
  if (!Array.isArray(entries)) throw notARecording(file, 'it has no list of "interactions"');
  const calls = entries.flatMap((entry: unknown, index): ImportedEntry[] =>
    isSessionEntry(entry) ? [] : [readEntry(entry, index)],
  );
  return [...calls, ...toSessions(entries, options.url ?? '*')].toSorted((a, b) => a.index - b.index);
}

function readEntry(entry: unknown, index: number): ImportedEntry {
  if (!isRecord(entry)) return { index, reason: 'it is not a mapping' };
  const { request, response } = entry;
  if (!isRecord(request) || !isRecord(response))
    return { index, reason: `not HTTP: it holds ${keysOf(entry)}` };
  try {
    return { index, interaction: toHttpInteraction(toRequest(request), toResponse(response)) };
  } catch (error) {
    return { index, reason: (error as Error).message };
  }
}

function keysOf(entry: Record<string, unknown>): string {
  const keys = Object.keys(entry);
  return keys.length === 0 ? 'nothing' : keys.slice(0, 6).join(', ');
}

function toRequest(request: Record<string, unknown>): HttpRequest {
  const { method, uri = request['url'] } = request;
  if (typeof method !== 'string' || typeof uri !== 'string')
    throw new TypeError('the request names no method or URI');
  const body = toVcrBody(request);
  return {
    method: method.toUpperCase(),
    url: uri,
    headers: toHeaders(request['headers']),
    ...(body !== undefined && { body }),
  };
}

function toResponse(response: Record<string, unknown>): HttpResponse {
  const { status, reason } = toStatus(response);
  const body = toVcrBody(response);
  return {
    status,
    ...(reason !== undefined && { reason }),
    headers: toHeaders(response['headers']),
    ...(body !== undefined && { body }),
  };
}

/** vcrpy and Ruby write `status: {code, message}`, R `{status_code, message}`, go-vcr `status: 200 OK` beside `code: 200`. */
function toStatus(response: Record<string, unknown>): { status: number; reason?: string } {
  const { status, code } = response;
  const of = isRecord(status) ? status : { code: code ?? status, message: status };
  const number = Number.parseInt(String(of['code'] ?? of['status_code']), 10);
  if (!Number.isInteger(number)) throw new TypeError('the response names no status');
  const message = typeof of['message'] === 'string' ? of['message'].replace(/^\d{3}(?: |$)/, '') : undefined;
  return message === undefined ? { status: number } : { status: number, reason: message };
}
