import http from 'node:http';
import net from 'node:net';
import { wayOut, type WayOut } from '../way-out.ts';

/** Clients that speak something else than HTTP, or only a part of it. */
export const protocolWays = [
  says('Redis', '*1\r\n$4\r\nPING\r\n'),
  says('PostgreSQL', Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])),
  says('TLS by hand', Buffer.from('160301004a010000460303', 'hex')),
  says('HTTP/2 by hand', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0'),
  says('SOCKS', Buffer.from([5, 1, 0])),
  says(
    'a request without the end of its body',
    'POST / HTTP/1.1\r\nhost: probe\r\ncontent-length: 9\r\n\r\nx',
  ),
  says('a request without the end of its head', 'GET / HTTP/1.1\r\nhost: pro'),
  wayOut({
    name: 'net, words after a while',
    run: ({ targets }) => {
      const socket = net.connect(targets.tcp, targets.host);
      setTimeout(() => socket.write('PING\r\n'), 50);
      return heard(socket);
    },
  }),
  unended('http.request that never ends', (request) => void request.write('x')),
  unended('http.request that sends its head only', (request) => request.flushHeaders()),
  unended('http.request that sends nothing', () => undefined),
  wayOut({
    name: 'fetch with a body that never ends',
    run: async ({ targets }) => {
      const body = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('x')) });
      const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
      return (await fetch(`${targets.http}/endless`, init)).text();
    },
  }),
];

function says(name: string, words: string | Buffer): WayOut {
  return wayOut({
    name: `net, ${name}`,
    run: ({ targets }) => {
      const socket = net.connect(targets.tcp, targets.host);
      socket.write(words);
      return heard(socket);
    },
  });
}

function unended(name: string, begin: (request: http.ClientRequest) => void): WayOut {
  return wayOut({
    name,
    run: ({ targets }) =>
      new Promise((resolve, reject) => {
        const request = http.request(`${targets.http}/endless`, { method: 'POST' });
        request.on('response', () => resolve('answered')).on('error', reject);
        begin(request);
      }),
  });
}

function heard(socket: net.Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => resolve(chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('closed')));
  });
}
