import type {
  Headers,
  HttpRequest,
  HttpResponse,
  Interaction,
  Json,
  RecordedError,
} from '@agent-replay/contracts';
import type { Blobs } from '../http/blobs.ts';
import { bodyBytes } from '../http/body-bytes.ts';
import { reasonOf } from '../http/reason-phrase.ts';
import { unpack } from '../import/unpack.ts';

export interface ToHarOptions {
  /** The bodies in `blobs/`. */
  blobs: Blobs;
  /** When the run started; entries are dated from it. @default "1970-01-01T00:00:00.000Z" */
  startedAt?: string;
}

/**
 * Writes interactions as an HTTP Archive 1.2. `left_out` names, by id, the tool and MCP calls, for
 * which HAR has no place.
 */
export function toHar(
  interactions: readonly Interaction[],
  { blobs, startedAt = '1970-01-01T00:00:00.000Z' }: ToHarOptions,
): { har: Json; left_out: string[] } {
  const left_out: string[] = [];
  const entries: Json[] = [];
  for (const interaction of interactions) {
    const started = new Date(Date.parse(startedAt) + (interaction.timing?.started_ms ?? 0)).toISOString();
    const exchange = toExchange(interaction, blobs, Date.parse(started));
    if (exchange === undefined) {
      left_out.push(interaction.id);
      continue;
    }
    const time = interaction.timing?.duration_ms ?? 0;
    const wait = Math.min(time, interaction.timing?.head_ms ?? time);
    const timings = { send: 0, wait, receive: time - wait };
    entries.push({ startedDateTime: started, time, ...exchange, cache: {}, timings });
  }
  return {
    har: { log: { version: '1.2', creator: { name: 'agent-replay', version: '1' }, entries } },
    left_out,
  };
}

function toExchange(interaction: Interaction, blobs: Blobs, start: number): Record<string, Json> | undefined {
  if (interaction.kind === 'http') {
    return {
      request: toHarRequest(interaction.request, blobs),
      response: toHarResponse(interaction.response, interaction.error, blobs),
    };
  }
  if (interaction.kind !== 'websocket') return undefined;
  const { request, response } = interaction;
  return {
    request: toHarRequest({ method: 'GET', url: request.url, headers: request.headers ?? [] }, blobs),
    response: toHarResponse(
      response === undefined ? undefined : (response.refused ?? { status: 101, headers: [] }),
      interaction.error,
      blobs,
    ),
    _resourceType: 'websocket',
    _webSocketMessages: (response?.frames ?? []).map(({ direction, at_ms, data }): Json => ({
      type: direction === 'sent' ? 'send' : 'receive',
      time: (start + at_ms) / 1000,
      opcode: 'base64' in data ? 2 : 1,
      data: 'base64' in data ? data.base64 : 'text' in data ? data.text : JSON.stringify(data.json),
    })),
  };
}

function toHarRequest(request: HttpRequest, blobs: Blobs): Json {
  const bytes = bodyBytes(request.body, blobs);
  const mimeType = headerOf(request.headers, 'content-type') ?? 'application/octet-stream';
  return {
    method: request.method,
    url: request.url,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: toHarHeaders(request.headers),
    queryString: URL.canParse(request.url)
      ? [...new URL(request.url).searchParams].map(([name, value]) => ({ name, value }))
      : [],
    headersSize: -1,
    bodySize: bytes.length,
    ...(bytes.length > 0 && { postData: { mimeType, ...toText(bytes) } }),
  };
}

function toHarResponse(
  response: HttpResponse | undefined,
  error: RecordedError | undefined,
  blobs: Blobs,
): Json {
  const headers = response?.headers ?? [];
  const kept = bodyBytes(response?.body, blobs);
  // HAR keeps bodies as the client read them.
  const bytes = response?.unpacked === true ? kept : (unpack(kept, headers) ?? kept);
  return {
    status: response?.status ?? 0,
    statusText: response === undefined ? '' : reasonOf(response),
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: toHarHeaders(headers),
    content: {
      size: bytes.length,
      mimeType: headerOf(headers, 'content-type') ?? 'x-unknown',
      ...(bytes.length > 0 && toText(bytes)),
    },
    redirectURL: headerOf(headers, 'location') ?? '',
    headersSize: -1,
    bodySize: kept.length,
    ...(error !== undefined && { _error: error.code ?? error.message }),
  };
}

function toHarHeaders(headers: Headers): Json {
  return headers.map(([name, value]) => ({ name, value }));
}

function headerOf(headers: Headers, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function toText(bytes: Uint8Array): { text: string; encoding?: string } {
  const text = Buffer.from(bytes).toString('utf8');
  if (Buffer.from(text).equals(bytes)) return { text };
  return { text: Buffer.from(bytes).toString('base64'), encoding: 'base64' };
}
