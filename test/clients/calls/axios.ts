import type { Readable } from 'node:stream';
import { create } from 'axios';

export async function call(url: string): Promise<unknown> {
  const client = create({ baseURL: `${url}/api`, validateStatus: () => true });
  const get = await client.get('/json?x=1');
  const post = await client.post('/json', { q: 'é' });
  const gzip = await client.get('/gzip');
  const error = await client.get('/error');
  const moved = await client.get('/redirect');
  const binary = await client.get<ArrayBuffer>('/binary', { responseType: 'arraybuffer' });
  const stream = await client.get<Readable>('/stream', { responseType: 'stream' });
  const viaFetch = await client.get('/json?x=2', { adapter: 'fetch' });
  const chunks = await Array.fromAsync(stream.data as AsyncIterable<Buffer>);
  return {
    get: [get.data, get.headers],
    post: post.data,
    gzip: gzip.data,
    error: [error.status, error.data],
    moved: moved.data,
    binary: Buffer.from(binary.data).toString('hex'),
    stream: Buffer.concat(chunks).toString(),
    viaFetch: viaFetch.data,
  };
}
