import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { OK, vcrFile, vcrpy } from './vcr.suite.ts';

const { importText, importedResponse } = vcrFile();

it('reads vcrpy: status, reason, header lists and a string body', async () => {
  const { interactions, skipped } = await importText(
    vcrpy(
      `body: {string: '{"a": 1}'}\n    headers:\n      Vary: [Origin, Accept]\n      content-length: ['8']\n    status: {code: 404, message: Not Found}`,
      'body: \'{"q":1}\'\n    headers:\n      X-Bytes: [!!binary YcOp]\n      Accept: "*/*"\n    method: post\n    uri: https://a.test/x?y=[1]',
    ),
  );
  expect(skipped).toEqual([]);
  expect(interactions).toEqual([
    {
      id: '0001',
      kind: 'http',
      effect: 'write',
      request: {
        method: 'POST',
        url: 'https://a.test/x?y=[1]',
        headers: [
          ['X-Bytes', 'aÃ©'],
          ['Accept', '*/*'],
        ],
        body: { json: { q: 1 } },
      },
      response: {
        status: 404,
        headers: [
          ['Vary', 'Origin'],
          ['Vary', 'Accept'],
          ['content-length', '8'],
        ],
        body: { text: '{"a": 1}' },
      },
    },
  ]);
});

it('takes parsed_body as JSON, and as a text of all digits where JSON numbers lose some', async () => {
  expect((await importedResponse(vcrpy(`${OK}parsed_body: {a: 1.0, b: null}`)))?.body).toEqual({
    json: { a: 1, b: null },
  });
  expect((await importedResponse(vcrpy(`${OK}parsed_body: [12345678901234567890, x]`)))?.body).toEqual({
    text: '[12345678901234567890,"x"]',
  });
});

it('resolves plain scalars as PyYAML does', async () => {
  const body = (
    await importedResponse(
      vcrpy(`${OK}parsed_body: [12e34, 0o17, 1_000, yes, ~, 2026-02-09, 1.5e+3, -7, "1"]`),
    )
  )?.body;
  expect(body).toEqual({ json: ['12e34', '0o17', 1000, true, null, '2026-02-09', 1500, -7, '1'] });
});

it('reads binary, base64, null, empty and mapped bodies', async () => {
  expect((await importedResponse(vcrpy(`${OK}body: {string: !!binary /wD+}`)))?.body).toEqual({
    base64: '/wD+',
  });
  expect((await importedResponse(vcrpy(`${OK}body: {base64_string: aGk=}`)))?.body).toEqual({ text: 'hi' });
  expect((await importedResponse(vcrpy(`${OK}body: {string: null}`)))?.body).toBeUndefined();
  expect((await importedResponse(vcrpy(`${OK}body: {string: ''}`)))?.body).toBeUndefined();
  expect((await importedResponse(vcrpy(`${OK}body: {messages: [a]}`)))?.body).toEqual({
    json: { messages: ['a'] },
  });
});

it('marks a body that was kept unpacked, and leaves one that is still packed', async () => {
  const head = 'status: {code: 200, message: OK}\n    headers: {content-encoding: [ENCODING]}\n    ';
  for (const [encoding, pack] of [
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const) {
    const headers = head.replace('ENCODING', encoding);
    const packed = pack('hello hello hello').toString('base64');
    expect(await importedResponse(vcrpy(`${headers}body: {string: hello}`))).toMatchObject({
      unpacked: true,
    });
    expect(await importedResponse(vcrpy(`${headers}parsed_body: {a: 1}`))).toMatchObject({ unpacked: true });
    expect(await importedResponse(vcrpy(`${headers}body: {string: !!binary ${packed}}`))).not.toHaveProperty(
      'unpacked',
    );
  }
});

it('reads Ruby VCR', async () => {
  const { interactions } = await importText(`---
http_interactions:
- request:
    method: get
    uri: http://example.test/foo
    body:
      encoding: US-ASCII
      string: ''
    headers:
      Accept:
      - "*/*"
  response:
    status:
      code: 200
      message: 'OK '
    headers:
      Content-Type:
      - text/html;charset=iso-8859-1
    body:
      encoding: ISO-8859-1
      string: "caf\\xE9"
    http_version: '1.1'
  recorded_at: Tue, 01 Nov 2011 04:58:44 GMT
recorded_with: VCR 6.2.0
`);
  expect(interactions).toMatchObject([
    {
      request: { method: 'GET', url: 'http://example.test/foo', headers: [['Accept', '*/*']] },
      response: {
        status: 200,
        reason: 'OK ',
        body: { base64: Buffer.from('caf\xe9', 'latin1').toString('base64') },
      },
    },
  ]);
});

it('reads the binary bodies of Ruby and the statuses of R', async () => {
  const { interactions } = await importText(`http_interactions:
- request: {method: get, uri: 'http://a.test/', body: {encoding: '', string: ''}, headers: {Accept: a/b}}
  response:
    status: {status_code: 502, message: Bad Gateway}
    headers: {}
    body:
      encoding: ASCII-8BIT
      string: !binary |-
        iVBORw==
recorded_with: vcr/1.7.0, webmockr/2.0.0
`);
  expect(interactions).toMatchObject([{ response: { status: 502, body: { base64: 'iVBORw==' } } }]);
});

it('reads go-vcr', async () => {
  const { interactions } = await importText(`---
version: 2
interactions:
- id: 0
  request:
    body: ""
    form: {}
    headers: {User-Agent: [go]}
    url: https://a.test/v1
    method: GET
  response:
    body: '{"ok":true}'
    headers: {Content-Type: [application/json]}
    status: 201 Created
    code: 201
    duration: 1.5ms
`);
  expect(interactions).toMatchObject([{ response: { status: 201, body: { json: { ok: true } } } }]);
});

it('reads WebSocket logs as sessions, a new one after each close', async () => {
  const { interactions, skipped } = await importText(`interactions:
- {kind: message, direction: sent, data: {type: hi}}
- {kind: message, direction: received, data: plain}
- {kind: close, code: 1011, reason: gone, ok: false}
- {kind: message, direction: received, data: !!binary AAE=}
`);
  expect(skipped).toEqual([]);
  expect(interactions).toMatchObject([
    {
      kind: 'websocket',
      request: { url: '*' },
      response: {
        frames: [
          { direction: 'sent', data: { json: { type: 'hi' } } },
          { direction: 'received', data: { text: 'plain' } },
        ],
        close: { code: 1011, reason: 'gone' },
      },
    },
    { kind: 'websocket', response: { frames: [{ direction: 'received', data: { base64: 'AAE=' } }] } },
  ]);
});

it('names every entry that is no HTTP call, and keeps the rest', async () => {
  const { interactions, skipped } = await importText(`interactions:
- request_sample: {json: {}}
  response_sample: {}
- request: {method: GET, uri: 'https://a.test/', headers: {}}
  response: {status: {code: 99}, headers: {}}
- request: {method: GET, uri: 'https://a.test/', headers: {}}
  response: {status: {code: 204, message: ''}, headers: {}}
- 7
`);
  expect(interactions).toHaveLength(1);
  expect(skipped).toEqual([
    { index: 0, reason: 'not HTTP: it holds request_sample, response_sample' },
    { index: 1, reason: '/response/status: Too small: expected number to be >=100' },
    { index: 3, reason: 'it is not a mapping' },
  ]);
});

it('reads a gzipped recording', async () => {
  expect(await importedResponse(gzipSync(vcrpy(`${OK}body: {string: hi}`)))).toMatchObject({
    body: { text: 'hi' },
  });
});

it('refuses what is no recording, and aliases that explode', async () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
    .split('')
    .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`)
    .join('\n')}\ninteractions: [*h]\n`;
  await expect(importText(bomb)).rejects.toMatchObject({ code: 'IMPORT_FAILED' });
  await expect(importText('interactions: {')).rejects.toMatchObject({ code: 'IMPORT_FAILED' });
  await expect(importText('a: 1')).rejects.toThrow(
    /recording\.yaml": it has no list of "interactions"\.\n  fix  check the path/,
  );
  await expect(importText(Uint8Array.of(0xff, 0xfe))).rejects.toMatchObject({ code: 'IMPORT_FAILED' });
});
