import dgram from 'node:dgram';
import { EventEmitter } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { REACHED, wayOut } from '../way-out.ts';

/** Ways in: whoever listens for other machines can be told things, and tell them. */
export const listenerWays = [
  wayOut({
    name: 'net.Server for other machines',
    run: () => listening(net.createServer().listen(0, '0.0.0.0')),
  }),
  wayOut({ name: 'http.Server for other machines', run: () => listening(http.createServer().listen(0)) }),
  wayOut({
    name: 'dgram bound for other machines',
    async run() {
      const socket = dgram.createSocket('udp4').bind(0);
      await EventEmitter.once(socket, 'listening');
      socket.close();
      return REACHED;
    },
  }),
];

async function listening(server: net.Server): Promise<string> {
  await EventEmitter.once(server, 'listening');
  server.close();
  return REACHED;
}
