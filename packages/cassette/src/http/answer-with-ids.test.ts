import type { Body, HttpResponse, Interaction } from '@agent-replay/contracts';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { answerWithIds } from './answer-with-ids.ts';
import { NO_BLOBS } from './blobs.ts';
import { bodyBytes } from './body-bytes.ts';

const others = {
  ids: new Map([
    ['3', '1'],
    ['"x\\"y"', '"z"'],
    ['1', '9'],
  ]),
  tokens: new Map([['3', '1']]),
};

function answered(body: Body, type = 'application/json', more: Partial<HttpResponse> = {}) {
  const headers: [string, string][] = [['content-type', type], ...(more.headers ?? [])];
  const interaction: Interaction = {
    id: '0001',
    kind: 'http',
    effect: 'write',
    request: { method: 'POST', url: 'http://mcp.test/', headers: [] },
    response: { status: 200, ...more, headers, body },
  };
  const found = answerWithIds(interaction, others, NO_BLOBS);
  return (found as { response: HttpResponse }).response;
}
const textOf = (response: HttpResponse) => Buffer.from(bodyBytes(response.body, NO_BLOBS)).toString();

it('writes the id of the call over that of the recorded one, and leaves every other byte', () => {
  const text = '{ "result" : {"id":3,"n":12345678901234567890}, "jsonrpc":"2.0",\n "id" :  3 }';
  expect(textOf(answered({ text }))).toBe(text.replace('"id" :  3', '"id" :  1'));
  expect(textOf(answered({ json: { jsonrpc: '2.0', id: 'x"y', result: 3 } }))).toBe(
    '{"jsonrpc":"2.0","id":"z","result":3}',
  );
  const batch = '[{"jsonrpc":"2.0","id":1,"result":{}},{"jsonrpc":"2.0","id":3,"error":{"code":3}}]';
  expect(textOf(answered({ text: batch }))).toBe(
    batch.replace('"id":1', '"id":9').replace('"id":3', '"id":1'),
  );
  const request = '{"jsonrpc":"2.0","id":3,"method":"asked by the server"}';
  expect(textOf(answered({ text: request }))).toBe(request);
});

it('does so in the events of a stream, piece by piece, and over several lines of data', () => {
  const told = (id: number, line = '\n') =>
    `event: message${line}data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":${id}}}${line}${line}`;
  const answer = (id: number) => `id: 3\ndata: {"jsonrpc":"2.0",\ndata:  "id":${id},"result":[]}\n\n`;
  const pieces = answered(
    {
      chunks: [
        { at_ms: 1, text: told(3) },
        { at_ms: 5, text: answer(3) },
      ],
    },
    'text/event-stream',
  );
  expect(pieces.body).toEqual({
    chunks: [
      { at_ms: 1, text: told(1) },
      { at_ms: 5, text: answer(1) },
    ],
  });
  const cut = answered(
    {
      chunks: [
        { at_ms: 1, text: answer(3).slice(0, 30) },
        { at_ms: 5, text: answer(3).slice(30) },
      ],
    },
    'text/event-stream',
  );
  expect(textOf(cut)).toBe(answer(1));
  expect(textOf(answered({ text: told(3, '\r\n') }, 'text/event-stream'))).toBe(told(1, '\r\n'));
});

it.each(['\u2028', '\u2029', '\u0085'])('does not end a line of data at %j', (within) => {
  const event = (id: number) => `data: {"jsonrpc":"2.0","result":"a${within}data: b","id":${id}}\r\n\r\n`;
  expect(textOf(answered({ text: event(1) }, 'text/event-stream'))).toBe(event(9));
});

it('unpacks what is packed', () => {
  const base64 = gzipSync('{"jsonrpc":"2.0","id":3,"result":1}').toString('base64');
  const response = answered({ base64 }, 'application/json', { headers: [['content-encoding', 'gzip']] });
  expect(response.unpacked).toBe(true);
  expect(textOf(response)).toBe('{"jsonrpc":"2.0","id":1,"result":1}');
});
