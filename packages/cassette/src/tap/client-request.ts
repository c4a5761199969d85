import type { ClientRequest } from 'node:http';
import type { Headers } from '@agent-replay/contracts';
import { readFields } from '../http/header-text.ts';

/** The header fields of a request of node:http, as they go out. */
export function fieldsOf(request: ClientRequest): Headers {
  const names = request.getRawHeaderNames();
  if (names.length > 0) {
    return names.flatMap((name) =>
      [request.getHeader(name) ?? []].flat().map((value): [string, string] => [name, String(value)]),
    );
  }
  // Given as a list, they are in the head and nowhere else.
  const { _header: head } = request as { _header?: unknown };
  const lines = typeof head === 'string' ? head.split('\r\n').slice(1) : [];
  return readFields(lines.filter((line) => line.includes(':')));
}

/** True for the opening of a WebSocket session, as `ws` makes it. */
export function isUpgrade(request: ClientRequest): boolean {
  return String(request.getHeader('upgrade')).toLowerCase() === 'websocket';
}
