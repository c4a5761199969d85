import dgram from 'node:dgram';
import { EventEmitter } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import { REACHED, wayOut } from '../way-out.ts';
import { talk } from './talk.ts';

/** Below HTTP/1.1: HTTP/2, TCP, TLS, pipes and UDP. */
export const socketWays = [
  wayOut({ name: 'http2, plain', run: ({ targets }) => overHttp2(http2.connect(targets.h2c)) }),
  wayOut({
    name: 'http2, TLS',
    run: ({ targets }) => overHttp2(http2.connect(targets.h2, { rejectUnauthorized: false })),
  }),
  wayOut({
    name: 'http2.connect captured before',
    before: () => http2.connect,
    run: ({ targets }, captured) => overHttp2(captured(targets.h2c)),
  }),
  wayOut({
    name: 'http2 session opened before',
    before: async ({ targets }) => {
      const session = http2.connect(targets.h2c).on('error', () => {});
      await overHttp2(session).catch(() => '');
      return session;
    },
    run: (_context, session) => overHttp2(session),
  }),
  wayOut({
    name: 'http2 with a connection of its own',
    run: ({ targets }) => {
      const { host, port } = new URL(targets.h2c);
      return overHttp2(
        http2.connect(`http://${host}`, { createConnection: () => net.connect(Number(port), targets.host) }),
      );
    },
  }),
  wayOut({
    name: 'net, the server speaks first',
    run: ({ targets }) => greeting(net.connect(targets.greeter, targets.host)),
  }),
  wayOut({
    name: 'net.connect that says nothing',
    run: async ({ targets }) => {
      const socket = net.connect(targets.tcp, targets.host);
      await EventEmitter.once(socket, 'connect');
      await new Promise((resolve, reject) => {
        socket.on('error', reject);
        setTimeout(resolve, 1000);
      });
      return 'connected';
    },
  }),
  wayOut({
    name: 'net.Socket with a handle of its own',
    run: ({ targets }) => {
      const { TCP } = (
        Reflect.get(process, 'binding') as (name: string) => { TCP: new (type: number) => object }
      )('tcp_wrap');
      const options = { handle: new TCP(0), manualStart: true } as net.SocketConstructorOpts;
      return talk(new net.Socket(options).connect(targets.tcp, targets.host));
    },
  }),
  wayOut({ name: 'net.connect', run: ({ targets }) => talk(net.connect(targets.tcp, targets.host)) }),
  wayOut({ name: 'net.connect by name', run: ({ targets }) => talk(net.connect(targets.tcp, 'localhost')) }),
  wayOut({
    name: 'net.connect captured before',
    before: () => net.connect,
    run: ({ targets }, captured) => talk(captured(targets.tcp, targets.host)),
  }),
  wayOut({
    name: 'net.Socket.prototype.connect captured before',
    before: () => Reflect.get(net.Socket.prototype, 'connect'),
    run: ({ targets }, captured) =>
      talk(
        Reflect.apply(captured, new net.Socket(), [{ port: targets.tcp, host: targets.host }]) as net.Socket,
      ),
  }),
  wayOut({
    name: 'net socket opened before',
    before: async ({ targets }) => {
      const socket = net.connect(targets.tcp, targets.host);
      socket.on('error', () => {});
      await talk(socket).catch(() => '');
      return socket;
    },
    run: (_context, socket) => talk(socket),
  }),
  wayOut({ name: 'net unix socket', run: ({ targets }) => talk(net.connect(targets.unixHttp)) }),
  wayOut({
    name: 'tls.connect',
    run: ({ targets }) => talk(tls.connect(targets.tls, targets.host, { rejectUnauthorized: false })),
  }),
  wayOut({
    name: 'net.connect with a lookup of its own',
    run: ({ targets }) =>
      talk(
        net.connect({
          port: targets.tcp,
          host: 'probe.example.com',
          lookup: (_name, _options, done) => done(null, [{ address: targets.host, family: 4 }]),
        }),
      ),
  }),
  wayOut({
    name: 'tls over a socket',
    run: ({ targets }) =>
      talk(tls.connect({ socket: net.connect(targets.tls, targets.host), rejectUnauthorized: false })),
  }),
  wayOut({
    name: 'tls.TLSSocket',
    run: async ({ targets }) => {
      const below = net.connect(targets.tls, targets.host);
      const socket = new tls.TLSSocket(below, { rejectUnauthorized: false });
      below.on('error', (error) => socket.destroy(error));
      return talk(socket);
    },
  }),
  wayOut({
    name: 'dgram with a lookup of its own',
    run: ({ targets }) => {
      const socket = dgram.createSocket({
        type: 'udp4',
        lookup: (_name, _options, done) => done(null, targets.host, 4),
      });
      return new Promise((resolve, reject) => {
        socket
          .unref()
          .send('probe', targets.udp, 'probe.example.com', (error) =>
            error === null ? setTimeout(resolve, 50, 'sent') : reject(error),
          );
      });
    },
  }),
  wayOut({
    name: 'dgram multicast',
    run: async () => {
      const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
      await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
      try {
        socket.addMembership('239.255.0.1', '127.0.0.1');
      } finally {
        socket.close();
      }
      return REACHED;
    },
  }),
  wayOut({
    name: 'dgram send',
    run: ({ targets }) => overUdp((socket) => socket.send('probe', targets.udp, targets.host)),
  }),
  wayOut({
    name: 'dgram send with a callback',
    run: ({ targets }) =>
      new Promise((resolve, reject) => {
        const socket = dgram.createSocket('udp4').unref();
        socket.send('probe', targets.udp, targets.host, (error) =>
          error === null ? setTimeout(resolve, 50, 'sent') : reject(error),
        );
      }),
  }),
  wayOut({
    name: 'dgram connect and send',
    run: ({ targets }) =>
      overUdp((socket) =>
        socket.connect(targets.udp, targets.host, (error?: Error) =>
          error ? socket.emit('error', error) : socket.send('probe'),
        ),
      ),
  }),
];

async function overHttp2(session: http2.ClientHttp2Session): Promise<string> {
  return new Promise((resolve, reject) => {
    session.on('error', reject);
    session.on('close', () => reject(new Error('session closed')));
    let text = '';
    const stream = session.request({ ':path': '/h2' });
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    stream
      .on('error', reject)
      .on('end', () => resolve(text))
      .end();
  });
}

function greeting(socket: net.Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => resolve(chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('closed')));
  });
}

/** The server echoes, so that silence is an answer too. */
async function overUdp(send: (socket: dgram.Socket) => void): Promise<string> {
  const socket = dgram.createSocket('udp4').unref();
  const heard = EventEmitter.once(socket, 'message').then(() => 'echo');
  send(socket);
  return Promise.race([heard, new Promise<string>((resolve) => setTimeout(resolve, 300, 'silence'))]);
}
