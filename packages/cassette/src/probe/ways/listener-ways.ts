import dgram from 'node:dgram';
import { EventEmitter } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { REACHED, wayOut } from '../way-out.ts';

/** Ways in: whoever listens on an address of another network can be told things, and tell them. */
export const listenerWays = [
  wayOut({
    name: 'net.Server for other machines',
    async run() {
      const server = net.createServer().listen(0, otherAddress());
      await EventEmitter.once(server, 'listening');
      server.close();
      return REACHED;
    },
  }),
  wayOut({
    name: 'http.Server on every address',
    async run() {
      const server = http.createServer((_, response) => response.end(REACHED)).listen(0);
      try {
        await EventEmitter.once(server, 'listening');
        const { port } = server.address() as net.AddressInfo;
        const response = await fetch(`http://${otherAddress()}:${port}/`);
        return await response.text();
      } finally {
        server.close();
      }
    },
  }),
  wayOut({
    name: 'dgram bound for other machines',
    async run() {
      const socket = dgram.createSocket('udp4').bind(0, otherAddress());
      await EventEmitter.once(socket, 'listening');
      socket.close();
      return REACHED;
    },
  }),
];

/** One that other machines know this one by. */
function otherAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const other = all.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (other === undefined) throw new Error('This machine has no address besides loopback.');
  return other.address;
}
