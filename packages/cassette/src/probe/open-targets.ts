import { createHash } from 'node:crypto';
import dgram from 'node:dgram';
import { EventEmitter } from 'node:events';
import fs from 'node:fs/promises';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { compileAddon } from './native-addon.ts';
import { findProgram } from './find-program.ts';
import { selfSigned } from './self-signed.ts';
import type { Targets } from './way-out.ts';

export interface OpenTargets {
  targets: Omit<Targets, 'folder' | 'outside'>;
  /** For the suite's own files. */
  folder: string;
  /** The certificate that clients have to trust. */
  caFile: string;
  /** Requests, connections and datagrams that arrived since `reset`. */
  hits: () => number;
  reset: () => void;
  close: () => Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * One server for each kind of way out, on loopback and free ports, all counting into one number.
 *
 * @param prefix what the path of their temporary folder begins with
 */
export async function openTargets(prefix: string): Promise<OpenTargets> {
  let hits = 0;
  const count = () => {
    hits += 1;
  };
  const folder = await fs.mkdtemp(prefix);
  const credentials = selfSigned();
  const caFile = path.join(folder, 'ca.pem');
  await fs.writeFile(caFile, credentials.cert);

  const servers = {
    http: withUpgrades(http.createServer(answer(count)), count),
    https: https.createServer(credentials, answer(count)),
    h2c: http2.createServer(answerHttp2(count)),
    h2: http2.createSecureServer({ ...credentials, allowHTTP1: true }, answerHttp2(count)),
    proxy: http.createServer(answer(count)).on('connect', tunnel(count)),
    tcp: net.createServer(echo(count)),
    greeter: net.createServer((socket) => void socket.on('error', () => {}).end('220 live\r\n')),
    tls: tls.createServer(credentials, echo(count)),
    unix: http.createServer(answer(count)),
  };
  const unixHttp = path.join(folder, 'http.sock');
  for (const server of Object.values(servers)) {
    // A connection alone is a leak already: what a client says next is its own affair.
    server.on('connection', count);
    server.on('error', () => {});
    server.on('tlsClientError', () => {});
    server.listen(server === servers.unix ? { path: unixHttp } : { port: 0, host: HOST });
  }
  const udp = dgram.createSocket('udp4', (message, { port, address }) => {
    count();
    udp.send(message, port, address);
  });
  const dns = dgram.createSocket('udp4', (question, { port, address }) => {
    count();
    dns.send(noSuchName(question), port, address);
  });
  for (const socket of [udp, dns]) socket.bind(0, HOST);
  await Promise.all(
    [...Object.values(servers), udp, dns].map((server) => EventEmitter.once(server, 'listening')),
  );

  const port = (server: net.Server) => (server.address() as AddressInfo).port;
  return {
    targets: {
      http: `http://${HOST}:${port(servers.http)}`,
      https: `https://${HOST}:${port(servers.https)}`,
      h2c: `http://${HOST}:${port(servers.h2c)}`,
      h2: `https://${HOST}:${port(servers.h2)}`,
      ws: `ws://${HOST}:${port(servers.http)}`,
      proxy: `http://${HOST}:${port(servers.proxy)}`,
      host: HOST,
      tcp: port(servers.tcp),
      greeter: port(servers.greeter),
      tls: port(servers.tls),
      udp: udp.address().port,
      dns: `${HOST}:${dns.address().port}`,
      unixHttp,
      addon: await compileAddon(folder),
      browser: findProgram('chromium') ?? findProgram('chromium-browser') ?? findProgram('google-chrome'),
    },
    folder,
    caFile,
    hits: () => hits,
    reset: () => {
      hits = 0;
    },
    async close() {
      udp.close();
      dns.close();
      for (const server of Object.values(servers)) {
        server.close();
        if ('closeAllConnections' in server) server.closeAllConnections();
      }
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

function answer(count: () => void): http.RequestListener {
  return (request, response) => {
    count();
    request.resume();
    if (request.url === '/sse') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: live\n\n');
      return;
    }
    response.end('live');
  };
}

function answerHttp2(
  count: () => void,
): (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void {
  return (request, response) => {
    count();
    request.resume();
    response.end('live');
  };
}

function withUpgrades(server: http.Server, count: () => void): http.Server {
  return server.on('upgrade', (request, socket: Duplex) => {
    count();
    const key = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      [
        'HTTP/1.1 101 Switching Protocols',
        'connection: upgrade',
        `upgrade: ${request.headers.upgrade}`,
        `sec-websocket-accept: ${key}`,
        '',
        '',
      ].join('\r\n'),
    );
    socket.on('error', () => {}).resume();
  });
}

function tunnel(count: () => void): (request: http.IncomingMessage, socket: Duplex) => void {
  return (request, socket) => {
    count();
    const [host, port] = String(request.url).split(':');
    const onward = net.connect(Number(port), host).on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.pipe(onward).pipe(socket);
  };
}

function echo(count: () => void): (socket: net.Socket) => void {
  return (socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {
      count();
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nlive');
    });
  };
}

/** The question back with the answer NXDOMAIN (RFC 1035, 4.1.1). */
function noSuchName(question: Buffer): Buffer {
  const reply = Buffer.from(question);
  reply.writeUInt16BE(0x8183, 2);
  return reply;
}
