import type net from 'node:net';

/** Speaks HTTP, as a hand-made client would, and waits for the first answer. */
export function talk(socket: net.Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    // One that was refused before says nothing any more.
    if (socket.destroyed) return reject(socket.errored ?? new Error('destroyed'));
    socket.on('data', (chunk: Buffer) => resolve(chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('closed')));
    socket.write('GET /raw HTTP/1.1\r\nhost: probe\r\n\r\n');
  });
}
