import { join } from 'node:path';
import { openCassette } from '@agent-replay/cassette';
import { createRedactor } from '@agent-replay/redaction';
import { expect, test } from 'vitest';
import { fixtureSha256 } from '../discover/fixture-sha256.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { createProject, fixtureFiles, toolInteraction } from '../project.suite.ts';
import { updateTape } from './update-tape.ts';

test('what has drifted is taken over, and the digest that a proof is bound to changes', async () => {
  const { root } = createProject(
    fixtureFiles('one', {
      interactions: [toolInteraction('1', 'a', 1, 'old'), toolInteraction('2', 'b', 1, 'old')],
    }),
  );
  const dir = join(root, 'fixtures/suite/one');
  const before = fixtureSha256(dir);
  const drift = [{ interaction: '2', part: 'response' as const, differences: [], received: 'new' }];
  expect(await updateTape(dir, [], createRedactor())).toEqual([]);
  expect(fixtureSha256(dir)).toBe(before);
  expect(await updateTape(dir, drift, createRedactor())).toEqual(['2']);
  expect(loadFixture(dir).interactions.map(({ response }) => response)).toEqual([
    { result: 'old' },
    { result: 'new' },
  ]);
  expect(fixtureSha256(dir)).not.toBe(before);
});

test('a request is taken over as it was sent, with the fields that are ignored when it is compared', async () => {
  const url = 'https://api.example.com/v1/messages';
  const boundary = (mark: string): string =>
    `--${mark}\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--${mark}--\r\n`;
  const sent: [string, string, string][] = [
    ['application/json', '{"at":1,"prompt":"old"}', '{"at":2,"prompt":"new"}'],
    ['application/x-www-form-urlencoded', 'at=1&q=old', 'at=2&q=new'],
    ['multipart/form-data; boundary=one', boundary('one'), boundary('two').replace('b\r', 'new\r')],
  ];
  const { root } = createProject(
    fixtureFiles('one', {
      interactions: sent.map(([type, text], index) => ({
        id: String(index + 1),
        lane: `POST ${url}/${index}`,
        kind: 'http',
        effect: 'read',
        request: {
          method: 'POST',
          url: `${url}/${index}`,
          headers: [['content-type', type]],
          body: { text },
        },
        response: { status: 200, headers: [], body: { text: 'answer' } },
      })),
    }),
  );
  const dir = join(root, 'fixtures/suite/one');
  const replay = async (drift: 'serve' | 'refuse') => {
    const cassette = await openCassette({ path: dir, match: { ignore: ['/at'], drift } });
    for (const [index, [type, , body]] of sent.entries()) {
      const headers = { 'content-type': type.replace('one', 'two') };
      await fetch(`${url}/${index}`, { method: 'POST', body, headers }).catch(() => undefined);
    }
    return cassette.close();
  };
  const { drift } = await replay('serve');
  expect(await updateTape(dir, drift, createRedactor())).toEqual(['1', '2', '3']);
  const bodies = loadFixture(dir).interactions.map(({ request }) => (request as { body?: unknown }).body);
  expect(bodies).toEqual([
    { json: { at: 2, prompt: 'new' } },
    { text: 'at=2&q=new' },
    { text: boundary('one').replace('b\r', 'new\r') },
  ]);
  expect((await replay('refuse')).misses).toEqual([]);
});

test('bytes are taken over with the boundary that was recorded, and JSON-RPC with the id that its answer repeats', async () => {
  const url = 'https://api.example.com/';
  const upload = (mark: string, at: number): Buffer =>
    Buffer.concat([
      Buffer.from(`--${mark}\r\ncontent-disposition: form-data; name="at"\r\n\r\n${at}\r\n`),
      Buffer.from(`--${mark}\r\ncontent-disposition: form-data; name="file"; filename="x.png"\r\n\r\n`),
      Buffer.from([0, 255, 13, 10]),
      Buffer.from(`\r\n--${mark}--\r\n`),
    ]);
  const rpc = (id: number, q: string) => ({ jsonrpc: '2.0', id, method: 'look', params: { q } });
  const interaction = (id: string, type: string, body: object) => ({
    id,
    kind: 'http',
    effect: 'write',
    request: { method: 'POST', url: `${url}${id}`, headers: [['content-type', type]], body },
    response: { status: 200, headers: [], body: { json: { jsonrpc: '2.0', id: 2, result: {} } } },
  });
  const { root } = createProject(
    fixtureFiles('one', {
      interactions: [
        interaction('1', 'multipart/form-data; boundary=one', {
          base64: upload('one', 1).toString('base64'),
        }),
        interaction('2', 'application/json', { json: rpc(2, 'old') }),
      ] as never,
    }),
  );
  const dir = join(root, 'fixtures/suite/one');
  const cassette = await openCassette({ path: dir, match: { drift: 'serve' } });
  const type = 'multipart/form-data; boundary=two';
  await fetch(`${url}1`, { method: 'POST', body: upload('two', 9), headers: { 'content-type': type } });
  const answer = await fetch(`${url}2`, { method: 'POST', body: JSON.stringify(rpc(1, 'new')) });
  expect(await answer.json()).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
  const { drift } = await cassette.close();
  expect(drift.map(({ differences: [issue] }) => issue?.path)).toEqual(['/at', '/params/q']);
  expect(await updateTape(dir, drift, createRedactor())).toEqual(['1', '2']);
  const bodies = loadFixture(dir).interactions.map(({ request }) => (request as { body?: unknown }).body);
  expect(bodies).toEqual([{ base64: upload('one', 9).toString('base64') }, { json: rpc(2, 'new') }]);
});

test('a frame of JSON-RPC is taken over with the id that its recorded answer repeats', async () => {
  const ask = (id: number, method: string) => ({ json: { jsonrpc: '2.0', id, method } });
  const { root } = createProject(
    fixtureFiles('one', {
      interactions: [
        {
          id: '1',
          kind: 'websocket',
          effect: 'read',
          request: { url: 'wss://chain.example/' },
          response: { frames: [{ at_ms: 0, direction: 'sent', data: ask(4, 'old') }] },
        },
      ],
    }),
  );
  const dir = join(root, 'fixtures/suite/one');
  const drift = { interaction: '1', part: 'request' as const, differences: [], frame: 0 };
  await updateTape(dir, [{ ...drift, received: ask(9, 'new') }], createRedactor());
  expect(loadFixture(dir).interactions[0]?.response).toMatchObject({ frames: [{ data: ask(4, 'new') }] });
});
