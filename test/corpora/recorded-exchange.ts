import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

type Pairs = [name: string, value: string][];

/** `json` is what a `parsed_body` holds: its own bytes were not kept, so any that parse to it are right. */
interface RecordedBody {
  json?: unknown;
  bytes: Buffer;
}

export interface RecordedRequest extends RecordedBody {
  method: string;
  url: string;
  headers: Pairs;
}

export interface RecordedResponse extends RecordedBody {
  status: number;
  headers: Pairs;
}

export interface RecordedExchange {
  index: number;
  request: RecordedRequest;
  response: RecordedResponse;
}

interface VcrMessage {
  headers: Record<string, unknown>;
  parsed_body?: unknown;
  body?: unknown;
}

interface VcrEntry {
  kind?: string;
  request?: VcrMessage & { method: string; uri: string };
  response?: VcrMessage & { status: { code: number } };
}

/**
 * Reads what a vcrpy recording holds, on its own and not through the importer that is under test; each
 * entry is an exchange, or of another kind.
 */
export function readExchanges(file: string): {
  exchanges: RecordedExchange[];
  others: { index: number; kind: string }[];
} {
  const document = parseDocument(readFileSync(file, 'utf8'), { logLevel: 'error', uniqueKeys: false });
  const { interactions } = document.toJS({ maxAliasCount: -1 }) as { interactions: VcrEntry[] };
  const exchanges: RecordedExchange[] = [];
  const others: { index: number; kind: string }[] = [];
  for (const [index, entry] of interactions.entries()) {
    const { request, response } = entry;
    if (request === undefined || response === undefined) {
      others.push({ index, kind: entry.kind === undefined ? Object.keys(entry).join(', ') : 'websocket' });
      continue;
    }
    const { method, uri } = request;
    exchanges.push({
      index,
      request: {
        method: method.toUpperCase(),
        url: uri,
        headers: pairsOf(request.headers),
        ...bodyOf(request),
      },
      response: { status: response.status.code, headers: pairsOf(response.headers), ...bodyOf(response) },
    });
  }
  return { exchanges, others };
}

function pairsOf(headers: Record<string, unknown>): Pairs {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values]
      .flat()
      .map((value): [string, string] => [
        name,
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
      ]),
  );
}

function bodyOf({ parsed_body: json, body }: VcrMessage): RecordedBody {
  if (json !== undefined && json !== null) return { json, bytes: Buffer.from(JSON.stringify(json)) };
  const value = typeof body === 'object' && body !== null && 'string' in body ? body.string : body;
  if (value === undefined || value === null) return { bytes: Buffer.alloc(0) };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value) };
  return { bytes: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)) };
}
