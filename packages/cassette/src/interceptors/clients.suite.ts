import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import type { HttpRequest, HttpResponse, Interaction } from '@agent-replay/contracts';

export const ORIGIN = 'https://api.example.com';
const liveFetch = globalThis.fetch;

/** A recorded exchange of `GET /<path>`. */
export const recorded = (
  path: string,
  response: Partial<HttpResponse> | { error: NonNullable<Interaction['error']> },
  request: Partial<HttpRequest> = {},
): Interaction => ({
  id: path,
  lane: `GET ${ORIGIN}/${path}`,
  kind: 'http',
  effect: 'read',
  request: { method: 'GET', url: `${ORIGIN}/${path}`, headers: [], ...request },
  ...('error' in response ? response : { response: { status: 200, headers: [], ...response } }),
});

export interface Seen {
  status: number;
  reason: string;
  headers: [string, string][];
  body: Buffer;
}

export function identities(): unknown[] {
  return [
    globalThis.fetch,
    globalThis.WebSocket,
    globalThis.Request,
    globalThis.Response,
    http.request,
    http.get,
    https.request,
    Object.getOwnPropertyDescriptor(http.Agent.prototype, 'addRequest')?.value,
    net.connect,
    Object.getOwnPropertyDescriptor(net.Socket.prototype, 'connect')?.value,
  ];
}

export const throughCapturedFetch = (url: string) => read(liveFetch(url));
export const throughFetch = (url: string) => read(fetch(url));

async function read(pending: Promise<Response>): Promise<Seen> {
  const response = await pending;
  return {
    status: response.status,
    reason: response.statusText,
    headers: [...response.headers],
    body: Buffer.from(await response.arrayBuffer()),
  };
}

export const throughHttps = (url: string, options: https.RequestOptions = {}) =>
  throughClient(https.request(url, options));
export const throughHttp = (url: string) => throughClient(http.request(url));

function throughClient(request: http.ClientRequest): Promise<Seen> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const raw = response.rawHeaders;
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? '',
          headers: raw.flatMap((name, at) =>
            at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as [string, string]] : [],
          ),
          body: Buffer.concat(chunks),
        });
      });
    });
    request.end();
  });
}

export function lower(headers: readonly [string, string][]): [string, string][] {
  return headers
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
