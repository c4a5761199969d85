import type { HttpResponse } from '@agent-replay/contracts';

export const packed = Buffer.from('pack me, '.repeat(4000));
/** Answers, and what a client reads of each. */
export const ANSWERS: [string, Partial<HttpResponse>, Buffer][] = [
  [
    'json',
    { headers: [['content-type', 'application/json']], body: { json: { a: [1, 'ü'] } } },
    Buffer.from('{"a":[1,"ü"]}'),
  ],
  ['wrong-length', { headers: [['content-length', '999']], body: { text: 'abc' } }, Buffer.from('abc')],
  ['text', { body: { text: 'a\r\nb\u{1F600}' } }, Buffer.from('a\r\nb\u{1F600}')],
  ['binary', { body: { base64: '/wCAwQ==' } }, Buffer.from('/wCAwQ==', 'base64')],
  ['empty', {}, Buffer.alloc(0)],
  ['error', { status: 529, headers: [['retry-after', '3']], body: { text: 'busy' } }, Buffer.from('busy')],
  ['nothing', { status: 204 }, Buffer.alloc(0)],
  ['not-modified', { status: 304, headers: [['etag', '"x"']] }, Buffer.alloc(0)],
  ['reset', { status: 205 }, Buffer.alloc(0)],
  [
    'both-framings',
    {
      headers: [
        ['Content-Length', '3'],
        ['Transfer-Encoding', 'chunked'],
      ],
      body: { text: 'abc' },
    },
    Buffer.from('abc'),
  ],
  [
    'chunks',
    {
      headers: [['transfer-encoding', 'chunked']],
      body: {
        chunks: [
          { at_ms: 0, text: 'a' },
          { at_ms: 9000, text: 'b' },
        ],
      },
    },
    Buffer.from('ab'),
  ],
];
