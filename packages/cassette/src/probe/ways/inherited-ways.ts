import fs from 'node:fs';
import net from 'node:net';
import tty from 'node:tty';
import { promisify } from 'node:util';
import { INHERITED, wayOut, type WayOut } from '../way-out.ts';

/** A connection that the process was started with, in each form that Node can write to. */
export const inheritedWays = [
  inherited('net.Socket', async () => {
    const socket = new net.Socket({ fd: INHERITED, readable: true, writable: true });
    return new Promise((resolve, reject) => {
      socket.on('error', reject).write('probe', () => resolve('written'));
    });
  }),
  inherited('fs.writeSync', async () => fs.writeSync(INHERITED, 'probe')),
  inherited('fs.write', async () => promisify(fs.write)(INHERITED, Buffer.from('probe'))),
  inherited('fs.writevSync', async () => fs.writevSync(INHERITED, [Buffer.from('probe')])),
  inherited('fs.writeFileSync', async () => fs.writeFileSync(INHERITED, 'probe')),
  inherited('fs.createWriteStream', async () => {
    return new Promise((resolve, reject) => {
      fs.createWriteStream('', { fd: INHERITED })
        .on('error', reject)
        .end('probe', (error?: Error | null) => (error ? reject(error) : resolve('written')));
    });
  }),
  inherited('tty.WriteStream', async () => {
    return new Promise((resolve, reject) => {
      new tty.WriteStream(INHERITED).on('error', reject).write('probe', () => resolve('written'));
    });
  }),
];

function inherited(name: string, write: () => Promise<unknown>): WayOut {
  return wayOut({ name: `inherited connection, ${name}`, inherits: true, run: write });
}
