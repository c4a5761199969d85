import type { HttpRequest, HttpResponse } from '@agent-replay/contracts';
import { keptReason } from '../http/reason-phrase.ts';
import { definePlaceholders, placeholderIn } from './define-placeholders.ts';
import type { ImportOptions } from './imported-entry.ts';
import type { ImportedEntry } from './imported-entry.ts';
import { isRecord } from './is-record.ts';
import { notARecording } from './recording-file.ts';
import { toVcrBody } from './vcr-body.ts';
import { fromDotNet } from './vcr-dotnet.ts';
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
  const entries = entriesOf(recording);
  if (entries === undefined) throw notARecording(file, 'it has no list of "interactions"');
  const calls = entries.flatMap((entry: unknown, index): ImportedEntry[] =>
    isSessionEntry(entry) ? [] : [readEntry(entry, index, options)],
  );
  return [...calls, ...toSessions(entries, options.url ?? '*')].toSorted((a, b) => a.index - b.index);
}

/**
 * The calls of a recording; vcrpy's first layout, VCR 1, PHP-VCR, ExVCR and EasyVCR are nothing but their list, and Datadog's test
 * agent has a file for each.
 */
function entriesOf(recording: unknown): readonly unknown[] | undefined {
  if (isRecord(recording) && isRecord(recording['request']) && isRecord(recording['response']))
    return [recording];
  const entries = isRecord(recording)
    ? (recording['interactions'] ?? recording['http_interactions'] ?? pairsOf(recording))
    : recording;
  if (entries === null && isRecord(recording)) return [];
  return Array.isArray(entries) ? entries : undefined;
}

/** vcrpy's own serializers get requests and answers as two lists, and LangChain's writes them as they come. */
function pairsOf({ requests, responses }: Record<string, unknown>): readonly unknown[] | undefined {
  if (!Array.isArray(requests) || !Array.isArray(responses)) return undefined;
  // What one list has more than the other is no call, and is told as that.
  return Array.from({ length: Math.max(requests.length, responses.length) }, (_, at): unknown => ({
    ...(at < requests.length && { request: requests[at] as unknown }),
    ...(at < responses.length && { response: responses[at] as unknown }),
  }));
}

function readEntry(entry: unknown, index: number, { define = {} }: ImportOptions): ImportedEntry {
  if (!isRecord(entry)) return { index, reason: 'it is not a mapping' };
  const { request, response } = fromDotNet(entry) ?? entry;
  if (!isRecord(request) || !isRecord(response))
    return { index, reason: `not HTTP: it holds ${keysOf(entry)}` };
  try {
    return { index, interaction: toHttpInteraction(toRequest(request, define), toResponse(response)) };
  } catch (error) {
    return { index, reason: (error as Error).message };
  }
}

function keysOf(entry: Record<string, unknown>): string {
  const keys = Object.keys(entry);
  return keys.length === 0 ? 'nothing' : keys.slice(0, 6).join(', ');
}

function toRequest(request: Record<string, unknown>, define: Readonly<Record<string, string>>): HttpRequest {
  const { method } = request;
  const named = toUrl(request);
  if (typeof method !== 'string' || named === undefined)
    throw new TypeError('the request names no method or URI');
  const url = definePlaceholders(named, define);
  refuseNoUrl(url);
  const headers = toHeaders(request['headers']);
  const body = toVcrBody(request);
  return {
    // Symbols of Ruby begin with a colon.
    method: method.replace(/^:/, '').toUpperCase(),
    url,
    headers,
    ...(body !== undefined && { body }),
  };
}

/** What no client can ask for answers nothing. */
function refuseNoUrl(url: string): void {
  const isHttp = /^https?:/i.test(url);
  if (isHttp && URL.canParse(url)) return;
  const placeholder = placeholderIn(url);
  const hint = placeholder === undefined ? '' : `; say what it stands for: --define '${placeholder}=…'`;
  throw new TypeError(`not ${isHttp ? 'a URL' : 'HTTP'}: ${url.slice(0, 80)}${hint}`);
}

/** vcrpy's first layout kept the parts of a URL. */
function toUrl(request: Record<string, unknown>): string | undefined {
  const { uri, url = uri, protocol, host, port, path } = request;
  if (typeof url === 'string') return url;
  if (typeof host !== 'string' || typeof path !== 'string') return undefined;
  const scheme = protocol === 'http' ? 'http' : 'https';
  const number = Number(port);
  const usual = scheme === 'http' ? 80 : 443;
  return `${scheme}://${host}${!(number > 0) || number === usual ? '' : `:${number}`}${path}`;
}

function toResponse(response: Record<string, unknown>): HttpResponse {
  const { status, reason } = toStatus(response);
  const headers = toHeaders(response['headers']);
  const body = toVcrBody(response);
  const trailers = toHeaders(response['trailer']);
  return {
    status,
    ...keptReason(status, reason),
    headers,
    ...(body !== undefined && { body }),
    ...(trailers.length > 0 && { trailers }),
  };
}

/**
 * vcrpy and Ruby write `status: {code, message}`, R `{status_code, message}`, go-vcr `status: 200 OK`
 * beside `code: 200`, PHP `status: HTTP/1.1 200 OK`, vcrpy for httpx and ExVCR a bare `status_code`.
 */
function toStatus(response: Record<string, unknown>): { status: number; reason?: string } {
  const { status, code, status_code: bare, statusText } = response;
  const line = typeof status === 'string' ? status.replace(/^HTTP\/[\d.]+ /i, '') : status;
  const of = isRecord(status) ? status : { code: code ?? line ?? bare, message: statusText ?? line };
  const number = Number.parseInt(String(of['code'] ?? of['status_code']), 10);
  if (!Number.isInteger(number)) throw new TypeError('the response names no status');
  const reason = typeof of['message'] === 'string' ? of['message'].replace(/^\d{3}(?: |$)/, '') : undefined;
  return reason === undefined ? { status: number } : { status: number, reason };
}
