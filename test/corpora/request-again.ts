import * as http from 'node:http';
import * as https from 'node:https';
import type { RecordedRequest } from './recorded-exchange.ts';

/** A response as a client saw it. */
export interface Received {
  status: number;
  headers: [string, string][];
  bytes: Buffer;
}

/** Makes a recorded request again. */
export type Client = (request: RecordedRequest) => Promise<Received>;

/** Set by the client itself, not by its user. */
const OWN =
  /^(?:host|connection|content-length|transfer-encoding|keep-alive|expect|upgrade|te|trailer|proxy-connection)$/i;

export const throughFetch: Client = async ({ method, url, headers, bytes }) => {
  const sent = new Headers(headers.filter(([name]) => !OWN.test(name)));
  const hasBody = bytes.length > 0 && method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? { body: new Uint8Array(bytes) } : {};
  const response = await fetch(url, { method, headers: sent, redirect: 'manual', ...body });
  return {
    status: response.status,
    headers: [...response.headers],
    bytes: Buffer.from(await response.arrayBuffer()),
  };
};

export const throughHttp: Client = ({ method, url, headers, bytes }) =>
  new Promise((resolve, reject) => {
    const { request } = url.startsWith('https:') ? https : http;
    const outgoing = request(url, { method, headers: headersOf(headers, bytes) }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const raw = incoming.rawHeaders;
        const pairs = raw.flatMap((name, at): [string, string][] =>
          at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : [],
        );
        resolve({ status: incoming.statusCode ?? 0, headers: pairs, bytes: Buffer.concat(chunks) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(bytes);
  });

function headersOf(pairs: RecordedRequest['headers'], bytes: Buffer): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) {
    if (OWN.test(name)) continue;
    const known = headers[name];
    headers[name] = known === undefined ? value : [known, value].flat();
  }
  return bytes.length > 0 ? { ...headers, 'content-length': String(bytes.length) } : headers;
}
