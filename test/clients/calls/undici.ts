import { Agent, fetch, Pool, request } from 'undici';

export async function call(url: string): Promise<unknown> {
  const at = (path: string) => `${url}/api/${path}`;
  const get = await request(at('json?x=1'));
  const post = await request(at('json'), { method: 'POST', body: '{"q":"é"}' });
  const error = await request(at('error'));
  const stream = await request(at('stream'), { dispatcher: new Agent() });
  const chunks = await Array.fromAsync(stream.body as AsyncIterable<Buffer>);
  const pool = new Pool(url);
  const pooled = await pool.request({ path: '/api/json?x=2', method: 'GET' });
  const fetched = await fetch(at('gzip'));
  const binary = await request(at('binary'));
  const result = {
    get: [await get.body.json(), get.headers],
    post: await post.body.json(),
    error: [error.statusCode, await error.body.json()],
    stream: Buffer.concat(chunks).toString(),
    pooled: await pooled.body.json(),
    gzip: await fetched.json(),
    binary: Buffer.from(await binary.body.arrayBuffer()).toString('hex'),
  };
  await pool.close();
  return result;
}
