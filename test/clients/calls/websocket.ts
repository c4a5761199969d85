import { WebSocket as UndiciWebSocket } from 'undici';
import { WebSocket as WsWebSocket } from 'ws';

export async function call(url: string): Promise<unknown> {
  const at = `${url.replace('http', 'ws')}/realtime`;
  return [
    await talk(new WebSocket(`${at}/global`)),
    await talk(new UndiciWebSocket(`${at}/undici`) as unknown as WebSocket),
    await talk(new WsWebSocket(`${at}/ws`) as unknown as WebSocket),
  ];
}

/** Asks twice, each time once the answer to the last has come, and closes. */
function talk(socket: WebSocket): Promise<unknown[]> {
  const log: unknown[] = [];
  const asks = ['{"type":"ask","text":"Köln"}', Buffer.from([0, 255])];
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('message', ({ data }) => {
    log.push(typeof data === 'string' ? data : Buffer.from(data as ArrayBuffer).toString('hex'));
    const next = asks.shift();
    if (next === undefined) socket.close();
    else socket.send(next);
  });
  return new Promise((resolve, reject) => {
    socket.addEventListener('error', () => reject(new Error('the session failed')));
    socket.addEventListener('close', ({ code }) => resolve([...log, code]));
  });
}
