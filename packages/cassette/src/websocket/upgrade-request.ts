import { createHash } from 'node:crypto';
import { headerOf } from '../engine/http-call.ts';
import { readFields } from '../http/header-text.ts';

/** What a client asks for when it opens a WebSocket. */
export interface UpgradeRequest {
  url: string;
  protocols: string[];
  headers: [string, string][];
}

/**
 * Reads the head of an opening handshake (RFC 6455 §4.1) out of the first bytes of a request, or gives
 * undefined when they are none. Clients write the whole head at once.
 */
export function readUpgradeRequest(chunk: Uint8Array, origin: string): UpgradeRequest | undefined {
  if (chunk[0] !== 0x47) return undefined;
  const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const target = /^GET (\S+) HTTP\/1\.1$/.exec(first)?.[1];
  if (end < 0 || target === undefined) return undefined;
  const headers = readFields(lines);
  if (headerOf(headers, 'upgrade')?.toLowerCase() !== 'websocket') return undefined;
  const protocols = (headerOf(headers, 'sec-websocket-protocol') ?? '').split(',').map((name) => name.trim());
  return { url: `${origin}${target}`, protocols: protocols.filter((name) => name !== ''), headers };
}

/**
 * The server's half of the handshake, with no extension taken. RFC 6455 §4.2.2.
 *
 * @param chosen the subprotocol, empty for none; the first that is offered, where it is not known
 */
export function acceptUpgrade(request: UpgradeRequest, chosen: string | undefined): string {
  const key = headerOf(request.headers, 'sec-websocket-key') ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const protocol = request.protocols.length === 0 ? '' : (chosen ?? request.protocols[0] ?? '');
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    ...(protocol === '' ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    '\r\n',
  ].join('\r\n');
}
