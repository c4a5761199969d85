import ky from 'ky';

export async function call(url: string): Promise<unknown> {
  const client = ky.create({ retry: 0, throwHttpErrors: false });
  const at = (path: string) => `${url}/api/${path}`;
  const get = await client(at('json?x=1'));
  const error = await client(at('error'));
  const stream = await client(at('stream'));
  const chunks = await Array.fromAsync(stream.body ?? []);
  return {
    get: [await get.json(), [...get.headers]],
    post: await client.post(at('json'), { json: { q: 'é' } }).json(),
    gzip: await client(at('gzip')).json(),
    error: [error.status, await error.json()],
    moved: await client(at('redirect')).json(),
    binary: Buffer.from(await client(at('binary')).arrayBuffer()).toString('hex'),
    stream: Buffer.concat(chunks).toString(),
  };
}
