import fetch from 'node-fetch';

export async function call(url: string): Promise<unknown> {
  const at = (path: string) => `${url}/api/${path}`;
  const get = await fetch(at('json?x=1'));
  const error = await fetch(at('error'));
  const post = await fetch(at('json'), {
    method: 'POST',
    body: '{"q":"é"}',
    headers: { 'content-type': 'application/json' },
  });
  const stream = await fetch(at('stream'));
  const chunks = await Array.fromAsync(stream.body as AsyncIterable<Buffer>);
  return {
    get: [await get.json(), get.headers.raw()],
    post: await post.json(),
    gzip: await (await fetch(at('gzip'))).json(),
    error: [error.status, await error.json()],
    moved: await (await fetch(at('redirect'))).json(),
    binary: Buffer.from(await (await fetch(at('binary'))).arrayBuffer()).toString('hex'),
    stream: Buffer.concat(chunks).toString(),
  };
}
