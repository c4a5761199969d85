import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { detectRecording } from './detect-recording.ts';
import { importRecording } from './import-recording.ts';
import { OK, vcrFile, vcrpy } from './vcr.suite.ts';

const { file, importText, importedResponse } = vcrFile();

const BARE: [string, string][] = [
  [
    "vcrpy's first layout: a list, the parts of a URL, and header lines",
    `- request: {body: null, headers: {Accept: a/b}, host: a.test, method: GET, path: '/x?y=1', port: 443, protocol: https}
  response:
    body: {string: !!python/unicode 'hi'}
    headers: ["Content-Type: text/plain\\r\\n", "X-A: 1\\r\\n", "X-A: 2\\r\\n"]
    status: {code: 200, message: OK}
`,
  ],
  [
    'VCR 1: structs and symbols of Ruby',
    `- !ruby/struct:VCR::HTTPInteraction
  request: !ruby/struct:VCR::Request
    method: :get
    uri: https://a.test:443/x?y=1
    body: ~
    headers: {Accept: [a/b]}
  response: !ruby/struct:VCR::Response
    type: :response
    status: !ruby/struct:VCR::ResponseStatus {code: 200, message: OK}
    headers: {Content-Type: [text/plain], X-A: ['1', '2']}
    body: hi
    http_version: '1.1'
`,
  ],
  [
    'PHP-VCR: a status line',
    `-
    request: {method: GET, url: 'https://a.test/x?y=1', headers: {Accept: a/b}}
    response:
        status: 'HTTP/1.1 200 OK'
        headers: {Content-Type: text/plain, X-A: ['1', '2']}
        body: hi
`,
  ],
  [
    'ExVCR: a bare status_code',
    JSON.stringify([
      {
        request: { method: 'get', url: 'https://a.test/x?y=1', headers: { Accept: 'a/b' }, request_body: '' },
        response: {
          binary: false,
          type: 'ok',
          status_code: 200,
          headers: { 'Content-Type': 'text/plain', 'X-A': ['1', '2'] },
          body: 'hi',
        },
      },
    ]),
  ],
  [
    "LangChain's serializer: requests and responses, each in a list of its own",
    `requests:
- {body: null, headers: {Accept: [a/b]}, method: GET, uri: 'https://a.test/x?y=1'}
responses:
- body: {string: !!binary aGk=}
  headers: {Content-Type: [text/plain], X-A: ['1', '2']}
  status: {code: 200, message: OK}
`,
  ],
  [
    'EasyVCR for .NET: names with a capital, fields of content by themselves',
    JSON.stringify([
      {
        Request: {
          Body: '',
          ContentHeaders: {},
          Method: 'GET',
          RequestHeaders: { Accept: 'a/b' },
          Uri: 'https://a.test/x?y=1',
        },
        Response: {
          Body: 'hi',
          ContentHeaders: { 'Content-Type': 'text/plain' },
          ResponseHeaders: { 'X-A': ['1', '2'] },
          Status: { Code: 200, Message: 'OK' },
        },
      },
    ]),
  ],
  [
    'R: a text that the recorder packed',
    `http_interactions:
- request: {method: get, uri: 'https://a.test/x?y=1', body: {encoding: '', string: ''}, headers: {Accept: a/b}}
  response:
    status: {status_code: '200', message: OK}
    headers: {Content-Type: text/plain, X-A: ['1', '2']}
    body: {encoding: '', file: no, raw_gzip: ${deflateSync('hi').toString('base64')}}
`,
  ],
  [
    'vcrpy for httpx: content instead of body',
    `interactions:
- request: {body: '', headers: {accept: [a/b]}, method: GET, uri: 'https://a.test/x?y=1'}
  response: {content: hi, headers: {Content-Type: [text/plain], X-A: ['1', '2']}, http_version: HTTP/1.1, status_code: 200}
`,
  ],
  [
    "vcrpy with aiohttp's names of headers, which PyYAML writes as the objects that they are",
    `- request:
    body: null
    headers:
      ? !!python/object/apply:multidict._multidict.istr
      - Accept
      : - a/b
    method: GET
    uri: https://a.test/x
  response:
    body: {string: hi}
    headers: {Content-Type: text/plain, X-A: ['1', '2']}
    status: {code: 200, message: OK}
`,
  ],
  [
    "Datadog's test agent: a file for each call",
    JSON.stringify({
      request: { method: 'GET', url: 'https://a.test/x', headers: { Accept: 'a/b' }, body: '' },
      response: {
        status: { code: 200, message: 'OK' },
        headers: { 'Content-Type': 'text/plain', 'X-A': ['1', '2'] },
        body: 'hi',
      },
    }),
  ],
];

it.each(BARE)('reads %s', async (_, text) => {
  const { interactions, skipped } = await importText(text);
  expect(skipped).toEqual([]);
  expect(interactions).toMatchObject([
    {
      request: {
        method: 'GET',
        url: expect.stringMatching(/^https:\/\/a\.test(?::443)?\/x/),
        headers: [[expect.stringMatching(/^accept$/i), 'a/b']],
      },
      response: {
        status: 200,
        headers: [
          ['Content-Type', 'text/plain'],
          ['X-A', '1'],
          ['X-A', '2'],
        ],
        body: { text: 'hi' },
      },
    },
  ]);
  expect(await detectRecording(file())).toBe('vcr');
});

it('reads open files and header objects as PyYAML writes them out', async () => {
  const { interactions, skipped } = await importText(
    vcrpy(
      `${OK}body: {string: ''}`,
      [
        'body: !!python/object/new:_io.BytesIO',
        '      state: !!python/tuple',
        '      - !!binary /wD+',
        '      - 0',
        '      - null',
        '    headers: !!python/object:requests.structures.CaseInsensitiveDict',
        '      _store:',
        '        accept: !!python/tuple [Accept, a/b]',
        '    method: POST',
        '    uri: https://a.test/x',
      ].join('\n'),
    ),
  );
  expect(skipped).toEqual([]);
  expect(interactions).toMatchObject([
    { request: { headers: [['Accept', 'a/b']], body: { base64: '/wD+' } } },
  ]);
});

it.each([
  ['Shift_JIS', '\u65e5\u672c\u8a9e abc', '93fa967b8cea20616263'],
  ['Windows-1252', '\u20ac\u2019', '8092'],
  ['ISO-8859-1', '\x80\xe9', '80e9'],
  ['KOI8-R', '\u0414\u0430', 'e4c1'],
  ['UTF-16LE', 'a\u20ac', '6100ac20'],
  ['ISO-8859-15', '\u20ac \u65e5', Buffer.from('\u20ac \u65e5').toString('hex')],
  ['x-unheard-of', '\xe9', 'c3a9'],
])('gives the bytes that a text had in %s', async (encoding, string, hex) => {
  const response = await importedResponse(vcrpy(`${OK}body: ${JSON.stringify({ encoding, string })}`));
  const body = response?.body;
  const bytes =
    body !== undefined && 'base64' in body
      ? Buffer.from(body.base64, 'base64')
      : Buffer.from((body as { text: string }).text);
  expect(bytes.toString('hex')).toBe(hex);
});

it('splits fields that were joined by line feeds, and names bodies that are elsewhere', async () => {
  const joined = await importedResponse(
    vcrpy(
      'status: {code: 200, message: OK}\n    headers: {set-cookie: "a=1\\nb=2", x: "one\\r\\n two"}\n    body: ""',
    ),
  );
  expect(joined?.headers).toEqual([
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
    ['x', 'one two'],
  ]);
  const { skipped } = await importText(vcrpy(`${OK}body: {encoding: '', file: yes, string: a.txt}`));
  expect(skipped).toEqual([{ index: 0, reason: 'its body is in a file beside the recording' }]);
  const broken = await importText(vcrpy(`${OK}body: {encoding: '', file: no, raw_gzip: aGk=}`));
  expect(broken.skipped).toEqual([{ index: 0, reason: 'its packed body cannot be unpacked' }]);
  const socket = await importText(
    vcrpy(
      `${OK}body: ''`,
      "body: null\n    headers: {}\n    method: GET\n    uri: 'http+docker://localhost/v1'",
    ),
  );
  expect(socket.skipped).toEqual([{ index: 0, reason: 'not HTTP: http+docker://localhost/v1' }]);
});

it('reads what PyYAML reads, and YAML does not: quoted values that go on at the depth of their key', async () => {
  const laidOut = `interactions:
- request:
    body: '{"a": "it''s",

    "b": 1}'
    headers:
      Accept:
      - "a/b;
      c\\"d"
    method: GET
    uri: https://a.test/x
  response:
    body: {string: 'x: "'}
    headers: {}
    note: |
      key: 'not quoted
    status: {code: 200, message: OK}
version: 1
`;
  const { interactions, skipped } = await importText(laidOut);
  expect(skipped).toEqual([]);
  expect(interactions[0]).toMatchObject({
    request: { headers: [['Accept', 'a/b; c"d']], body: { text: `{"a": "it's",\n"b": 1}` } },
    response: { body: { text: 'x: "' } },
  });
  // Psych of Ruby 1.9 put a lone tag before each quoted value.
  const ruby = laidOut.replace("{string: 'x: \"'}", "! '<p>\n\n'");
  expect((await importText(ruby)).interactions[0]).toMatchObject({ response: { body: { text: '<p>\n' } } });
  await expect(importText(laidOut.replace('"b": 1}\'', '"b": 1}'))).rejects.toThrow('it is not YAML');
});

it("puts what VCR's placeholders stand for in their place, and says where one keeps a call from being replayed", async () => {
  const text = vcrpy(
    `${OK}body: {string: '<KEY> <KEY>'}`,
    "body: null\n    headers: {}\n    method: GET\n    uri: '<BASE>/<KEY>'",
  );
  expect(await importText(text)).toEqual({
    interactions: [],
    skipped: [{ index: 0, reason: "not HTTP: <BASE>/<KEY>; say what it stands for: --define '<BASE>=…'" }],
  });
  const within = await importText(text.replace('<BASE>', 'https://api.<REGION>.a.test'));
  expect(within.skipped[0]?.reason).toBe(
    "not a URL: https://api.<REGION>.a.test/<KEY>; say what it stands for: --define '<REGION>=…'",
  );
  const doubled = await importText(text.replace('<BASE>', '<<BASE>>'));
  expect(doubled.skipped[0]?.reason).toContain("say what it stands for: --define '<<BASE>>=…'");
  const define = { '<REGION>': 'eu', '<BASE>': 'https://api.<REGION>.a.test', '<KEY>': '$&' };
  await importText(text.replace('<BASE>/<KEY>', '<BASE>/<KEY>?key=<KEY>'));
  const { interactions } = await importRecording('vcr', file(), { define });
  // What was hidden for its own sake stays hidden.
  expect(interactions[0]).toMatchObject({
    request: { url: 'https://api.eu.a.test/$&?key=<KEY>' },
    response: { body: { text: '<KEY> <KEY>' } },
  });
});

it.each([
  ['requests', 'responses', 'response'],
  ['responses', 'requests', 'request'],
])('tells what lists hold that have fewer %s than %s', async (_fewer, more, name) => {
  const request = { method: 'GET', uri: 'https://a.test/x', headers: {}, body: null };
  const response = { status: { code: 200, message: 'OK' }, headers: {}, body: { string: 'hi' } };
  const one = { requests: [request], responses: [response] };
  const two = { requests: [request, request], responses: [response, response] };
  const { interactions, skipped } = await importText(
    JSON.stringify({ ...one, [more]: two[more as keyof typeof two] }),
  );
  expect(interactions).toHaveLength(1);
  expect(skipped).toMatchObject([{ index: 1, reason: `not HTTP: it holds ${name}` }]);
});
