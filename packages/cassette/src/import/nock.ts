import type { Body, HttpResponse } from '@agent-replay/contracts';
import { toBody, toTextBody } from './body.ts';
import { toHeaders } from './headers.ts';
import { toHttpInteraction } from './http-interaction.ts';
import type { ImportedEntry } from './imported-entry.ts';
import { isRecord } from './is-record.ts';
import { parseJson } from './parse-json.ts';
import { notARecording } from './recording-file.ts';
import { toJsonBody } from './vcr-body.ts';

/**
 * Reads the JSON definitions that nock's recorder and nock back write. They keep JSON bodies parsed,
 * so that any bytes that parse to the same are right.
 *
 * @throws {AgentReplayError} `IMPORT_FAILED` when the file holds no list of them.
 */
export function readNock(text: string, file: string): ImportedEntry[] {
  const definitions = parseJson(text, file);
  if (!Array.isArray(definitions)) throw notARecording(file, 'it is no list of nock definitions');
  return definitions.map((definition: unknown, index) => readDefinition(definition, index));
}

function readDefinition(definition: unknown, index: number): ImportedEntry {
  if (!isRecord(definition)) return { index, reason: 'it is not an object' };
  const { scope, method, path, reqheaders } = definition;
  if (typeof scope !== 'string' || typeof path !== 'string' || !URL.canParse(scope)) {
    return { index, reason: 'it names no scope and path' };
  }
  if ('filteringRequestBody' in definition || 'filteringPath' in definition) {
    return { index, reason: 'it filters by code, which a file cannot hold' };
  }
  const body = toRequestBody(definition['body']);
  const request = {
    method: typeof method === 'string' ? method.toUpperCase() : 'GET',
    url: `${new URL(scope).origin}${new URL(scope).pathname.replace(/\/$/, '')}${path}`,
    headers: toHeaders(reqheaders),
    ...(body !== undefined && { body }),
  };
  return { index, interaction: toHttpInteraction(request, toResponse(definition)) };
}

function toResponse(definition: Record<string, unknown>): HttpResponse {
  const { status, rawHeaders, headers } = definition;
  const body = toResponseBody(definition);
  return {
    status: Number(status ?? definition['reply'] ?? 200),
    headers: toHeaders(rawHeaders ?? headers),
    ...(body !== undefined && { body }),
  };
}

function toRequestBody(body: unknown): Body | undefined {
  if (body === undefined || body === null || body === '' || body === '*') return undefined;
  return typeof body === 'string' ? toTextBody(body) : toJsonBody(body);
}

/** A list of hex strings holds the chunks of a packed body, `responseIsBinary` one in hex. */
function toResponseBody({
  response,
  responseIsBinary,
  ...definition
}: Record<string, unknown>): Body | undefined {
  if (response === undefined || response === null || response === '') return undefined;
  if (typeof response === 'string')
    return responseIsBinary === true ? toBody(Buffer.from(response, 'hex')) : toTextBody(response);
  const packed = toHeaders(definition['rawHeaders'] ?? definition['headers']).some(([name]) =>
    /^content-encoding$/i.test(name),
  );
  if (packed && Array.isArray(response) && response.every(isHex)) {
    return toBody(Buffer.concat(response.map((chunk) => Buffer.from(chunk, 'hex'))));
  }
  return toJsonBody(response);
}

function isHex(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[0-9a-f]{2})*$/i.test(value);
}
