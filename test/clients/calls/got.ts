import got from 'got';

export async function call(url: string): Promise<unknown> {
  const client = got.extend({ prefixUrl: `${url}/api`, retry: { limit: 0 }, throwHttpErrors: false });
  const get = await client('json?x=1');
  const post = await client.post('json', { json: { q: 'é' } });
  const gzip = await client('gzip');
  const error = await client('error');
  const moved = await client('redirect');
  const binary = await client('binary').buffer();
  const chunks = await Array.fromAsync(client.stream('stream') as AsyncIterable<Buffer>);
  return {
    get: [get.body, get.headers],
    post: post.body,
    gzip: gzip.body,
    error: [error.statusCode, error.body],
    moved: moved.body,
    binary: Buffer.from(binary).toString('hex'),
    stream: Buffer.concat(chunks).toString(),
  };
}
