import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fakes } from './corpora/fake.suite.ts';
import { stripDigests } from './placeholder.ts';
import { createRedactor } from './redactor.ts';

const f = fakes('redactor');
const redactor = createRedactor({ key: 'k', environment: {} });

test('the same secret gives the same placeholder under one key, another under another', () => {
  const value = { password: 'hunter2' };
  expect(redactor.json(value)).toEqual(createRedactor({ key: 'k', environment: {} }).json(value));
  expect(redactor.json(value)).not.toEqual(createRedactor({ key: 'other', environment: {} }).json(value));
  expect(redactor.json(value).password).toMatch(/^\[REDACTED:password:[0-9a-f]{8}\]$/);
});

test('two secrets in one place compare as equal once digests are stripped', () => {
  const one = stripDigests(redactor.json({ to: 'jo@example.com' }));
  expect(one).toEqual(stripDigests(redactor.json({ to: 'al@example.org' })));
  expect(one).toEqual({ to: '[REDACTED:email]' });
});

test('a value without secrets comes back as the same object', () => {
  const value = { a: [1, 2.5, null, true], b: { text: 'hello' } };
  expect(redactor.json(value)).toBe(value);
});

test('JSON keeps its white space and numbers around a secret', () => {
  const text = '{ "n": 1.0, "big": 12345678901234567890123,\n  "password" : "hunter2" }';
  const after = Buffer.from(redactor.bytes(Buffer.from(text))).toString();
  expect(after.replace(/\[REDACTED[^\]]*\]/, 'hunter2')).toBe(text);
});

test.each([
  [{ pin: [4711, 8123] }, { pin: ['[REDACTED:code]', '[REDACTED:code]'] }],
  [
    { sql: 'select 1 where pin = ?', params: [4711] },
    { sql: 'select 1 where pin = ?', params: ['[REDACTED:code]'] },
  ],
  [{ seen: [4242424242424242, 1] }, { seen: ['[REDACTED:card]', 1] }],
])('numbers in a list that are secrets go: %j', (before, after) => {
  expect(stripDigests(redactor.json(before))).toEqual(after);
});

test('numbers in a list that measure something stay, and broken lists are read as text', () => {
  const text = '{"embedding": [0.125, -3, 12345678,\t9 ] , "rows": [[1],[ ]], "pin": [1,,4711]}';
  expect(redactor.text(text.replace(', "pin": [1,,4711]', ''))).toBe(text.replace(', "pin": [1,,4711]', ''));
  expect(redactor.text(text)).toBe(text);
});

test('a registered value is found in every escaping', () => {
  const secret = 'p@ss/w"rd <é> & 100%';
  const knowing = createRedactor({ key: 'k', environment: {}, values: [secret] });
  const forms = [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(encodeURIComponent(secret)),
    new URLSearchParams({ a: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    Buffer.from(secret).toString('hex'),
    Buffer.from(secret, 'utf16le').toString('base64'),
  ];
  for (const form of forms) {
    expect(knowing.text(`before ${form} after`), form).not.toContain(form);
  }
});

test.each(['6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b', '2026-01-02T03:04:05.678Z'])(
  'a registered value that looks like %s, which is no secret of itself, is found',
  (secret) => {
    expect(redactor.text(secret)).toBe(secret);
    const knowing = createRedactor({ key: 'k', environment: {}, values: [secret] });
    expect(knowing.text(secret)).not.toContain(secret);
    expect(knowing.text(JSON.stringify({ id: secret }))).not.toContain(secret);
  },
);

test.each([0, 1, 2, 3, 4])('a registered value is found in base64 behind %i other bytes', (shift) => {
  const secret = 'correct horse battery staple';
  const knowing = createRedactor({ key: 'k', environment: {}, values: [secret] });
  const binary = Buffer.concat([
    Buffer.alloc(shift, 0xff),
    Buffer.from([0]),
    Buffer.from(secret),
    Buffer.from([0xfe, 0xff]),
  ]);
  const core = Buffer.from(secret).toString('base64').slice(4, 30);
  const after = Buffer.from(
    knowing.text(`x ${binary.toString('base64')} y`).split(' ')[1] ?? '',
    'base64',
  ).toString('latin1');
  expect(after).not.toContain(secret);
  expect(knowing.text(binary.toString('base64'))).not.toContain(core);
});

test('variables are registered by name, by glob, and by a telling name', () => {
  const environment = {
    ACME_ONE: 'first value',
    OTHER_TWO: 'second value',
    API_TOKEN: f.alnum(20),
    HOME: '/home/jo/x',
  };
  const knowing = createRedactor({ key: 'k', environment, env: ['ACME_*', 'OTHER_TWO'] });
  const after = knowing.text(
    `${environment.ACME_ONE}, ${environment.OTHER_TWO}, ${environment.API_TOKEN}, ${environment.HOME}`,
  );
  expect(after).toMatch(/^(?:\[REDACTED:value:[0-9a-f]{8}\], ){3}\/home\/jo\/x$/);
});

test("a project's own shapes and values go from what else is known to be public, too", () => {
  const own = createRedactor({
    key: 'k',
    environment: {},
    values: ['Zq9-registered'],
    rules: [{ kind: 'badge', pattern: 'BADGE[A-Z]{20}' }],
  });
  const x = `BADGE${'QX'.repeat(10)}`;
  expect(own.json({ kty: 'OKP', x, y: 'a-Zq9-registered-value', n: 'AKIAabcdefghijklmnopqrst' })).toEqual({
    kty: 'OKP',
    x: expect.stringMatching(/^\[REDACTED:badge:[0-9a-f]{8}\]$/),
    y: expect.stringMatching(/^a-\[REDACTED:value:[0-9a-f]{8}\]-value$/),
    n: 'AKIAabcdefghijklmnopqrst',
  });
});

test('a project adds keys, headers, parameters and shapes of its own', () => {
  const own = createRedactor({
    key: 'k',
    environment: {},
    keys: ['lozenge', 'acme_session', 'acme_pin'],
    allow_headers: ['X-Acme-Gate'],
    allow_query: ['gate'],
    rules: [{ kind: 'badge', pattern: 'badge no\\. (\\d{4})' }],
  });
  expect(own.json({ lozenge: 'blue moon' })).toEqual({
    lozenge: expect.stringMatching(/^\[REDACTED:secret:/),
  });
  // whatever they look like, and whatever else is called so
  expect(JSON.stringify(own.json({ acme_session: 'verysecret', acme_pin: 'GPIO17' }))).not.toMatch(
    /verysecret|GPIO17/,
  );
  expect(own.text('acme_session=verysecret')).not.toContain('verysecret');
  const value = f.alnum(30);
  expect(own.headers([['x-acme-gate', value]])).toEqual([['x-acme-gate', value]]);
  expect(own.url(`https://x.example/?gate=${value}`)).toContain(value);
  expect(own.text('badge no. 1234')).toMatch(/^badge no\. \[REDACTED:badge:[0-9a-f]{8}\]$/);
});

test('headers keep the scheme, the names of cookies and what is known to be harmless', () => {
  const headers = redactor.headers([
    ['Authorization', `Bearer ${f.alnum(40)}`],
    ['Cookie', 'sid=abcdef; theme=dark'],
    ['Set-Cookie', `sid=${f.alnum(30)}; Path=/; HttpOnly`],
    ['X-Request-Id', '6fb2b0cd-9427-495a-badc-75457faf4160'],
    ['X-Unknown', f.alnum(30)],
  ]);
  const text = headers.map(([name, value]) => `${name}: ${value.replace(/:[0-9a-f]{8}\]/g, ']')}`);
  expect(text).toEqual([
    'Authorization: Bearer [REDACTED:authorization]',
    'Cookie: sid=[REDACTED:cookie]; theme=dark',
    'Set-Cookie: sid=[REDACTED:cookie]; Path=/; HttpOnly',
    'X-Request-Id: 6fb2b0cd-9427-495a-badc-75457faf4160',
    'X-Unknown: [REDACTED:header]',
  ]);
  expect(redactor.headers(headers)).toEqual(headers);
});

test('a position is that of a person only where its object says so', () => {
  const position = { lat: 52.520008, lng: 13.404954 };
  expect(redactor.json({ home: position, venue: position })).toEqual({
    home: {
      lat: expect.stringMatching(/^\[REDACTED:personal:/),
      lng: expect.stringMatching(/^\[REDACTED:personal:/),
    },
    venue: position,
  });
});

test('the header of a message is none of HTTP', () => {
  const message = { header: { cluster_id: '14841639068965178418', revision: '88213' } };
  expect(redactor.json(message)).toEqual(message);
  const response = { header: { 'x-unknown': f.alnum(30) } };
  expect(JSON.stringify(redactor.json(response))).toContain('[REDACTED:header:');
});

test('labels of fields, names of variables and sizes are no secrets', () => {
  const labels = {
    password: 'Passwort wiederholen',
    token: 'Zugriffsschlüssel',
    secret: 'SLACK_WEBHOOK',
    api_key: '24 bytes',
  };
  expect(redactor.json(labels)).toEqual(labels);
});

test('a compressed body is redacted and packed again', () => {
  const body = gzipSync('{"password":"hunter2"}');
  const after = redactor.bytes(body, { contentEncoding: 'gzip' });
  expect(gunzipSync(after).toString()).toMatch(/^\{"password":"\[REDACTED:password:[0-9a-f]{8}\]"\}$/);
});

test('bytes that are no text come back as they were', () => {
  const bytes = Buffer.from([0xff, 0xd8, 0, 1, 2, 3, 0xfe, 0x80]);
  expect(redactor.bytes(bytes)).toBe(bytes);
});

test('a secret cut into pieces is found, and every piece keeps its place', () => {
  const secret = `sk-ant-api03-${f.alnum(60)}`;
  const pieces = [`the key ${secret.slice(0, 9)}`, secret.slice(9, 30), `${secret.slice(30)} is`, ' mine'];
  const after = redactor.chunks(pieces);
  expect(after).toHaveLength(4);
  expect(after.join('')).toMatch(/^the key \[REDACTED:anthropic:[0-9a-f]{8}\] is mine$/);
  const stream = redactor.stream();
  expect(pieces.map((piece) => stream.push(piece)).join('') + stream.end()).toBe(after.join(''));
});

test('a secret cut into parts of a data stream of strings is found', () => {
  const secret = f.hex(32);
  for (const lead of ['0:', 'data: ']) {
    const parts = [`key sk-`, secret.slice(0, 5), secret.slice(5, 20), `${secret.slice(20)} is`, ' mine'];
    const lines = parts.map((part) => `${lead}${JSON.stringify(part)}\n`).join('');
    const after = redactor.text(lines);
    const read = after
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line.slice(lead.length)));
    expect(read).toHaveLength(5);
    expect(read.join('')).toMatch(/^key \[REDACTED:key:[0-9a-f]{8}\] is mine$/);
  }
});

const pieces = ['the pass', 'word', ': W1', 'nterIs', 'Here! is', ' it'];

test('a secret cut into events of base64, as Bedrock sends them, is found', () => {
  const lines = pieces.map((text, at) => {
    const event = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } };
    const bytes = Buffer.from(JSON.stringify(event)).toString('base64');
    return `${JSON.stringify({ bytes, p: 'abcdefgh'.slice(at) })}\n`;
  });
  const after = redactor.text(lines.join(''));
  const texts = after
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(Buffer.from(JSON.parse(line).bytes, 'base64').toString()).delta.text);
  expect(texts).toEqual(['the pass', 'word', ': [REDACTED:password:00000000]', '', ' is', ' it']);
  expect(redactor.text(after)).toBe(after);
});

test('the tokens of an answer hold no secret that the answer has lost', () => {
  const chosen = pieces.map((token) => ({
    token,
    bytes: [...Buffer.from(token)],
    top_logprobs: [{ token, bytes: [...Buffer.from(token)] }],
  }));
  const whole = JSON.stringify({ choices: [{ logprobs: { content: chosen } }] });
  const events = chosen
    .map((token) => `data: ${JSON.stringify({ choices: [{ logprobs: { content: [token] } }] })}\n\n`)
    .join('');
  const old = JSON.stringify({
    choices: [{ logprobs: { tokens: pieces, top_logprobs: pieces.map((token) => ({ [token]: -1 })) } }],
  });
  const gemini = JSON.stringify({ logprobsResult: { chosenCandidates: pieces.map((token) => ({ token })) } });
  for (const text of [whole, events, old, gemini]) {
    const after = redactor.text(text);
    for (const part of ['W1', 'nterIs', 'Here!', [...Buffer.from('nterIs')].join(',')])
      expect(after).not.toContain(part);
    expect(after).toContain('[REDACTED:password:');
    expect(redactor.text(after)).toBe(after);
  }
});

test('a text as a list of its bytes is looked into, and stays one', () => {
  const buffer = JSON.parse(JSON.stringify(Buffer.from('password: W1nterIsHere! it')));
  const { data } = redactor.json(buffer as { type: string; data: number[] });
  expect(Buffer.from(data).toString()).toBe('password: [REDACTED:password:00000000]');
  const other = {
    data: [...Buffer.from('nothing to see here')],
    counts: [72, 101, 108, 108, 111, 33, 33, 400],
  };
  expect(redactor.json(other)).toEqual(other);
});

test('a secret beside a name that tells nothing is one by its own key', () => {
  const named = { Name: 'prod/db', SecretString: 'correct-horse-battery' };
  expect(redactor.json(named).SecretString).toMatch(/^\[REDACTED:secret:/);
  const version = { name: 'projects/1/secrets/x/versions/1', payload: { data: 'ZjAwZFRydWNrXzE5' } };
  expect(redactor.json(version).payload.data).toMatch(/^\[REDACTED:/);
  const label = { name: 'password', value: 'Y', secret: 'Must be set by you.' };
  expect(redactor.json(label)).toEqual(label);
});

test('a placeholder in the input shields nothing beside it', () => {
  const after = redactor.text('password=hunter2sword[REDACTED:key:00000000]');
  expect(after).not.toContain('hunter2sword');
});

test('records that are packed tightly are looked into', () => {
  const rows = Array.from({ length: 9000 }, (_, at) => {
    const hash = createHash('sha256').update(String(at)).digest();
    return {
      id: 10_000 + at,
      state: ['shipped', 'pending', 'refunded'][hash.readUInt8(0) % 3],
      currency: 'EUR',
      quantity: hash.readUInt8(1) % 9,
      is_gift: false,
      warehouse: 'north-west distribution',
      carrier: 'standard',
      batch: hash.readUInt16BE(2),
      ...(at === 8000 ? { password: 'hunter2' } : {}),
    };
  });
  const text = JSON.stringify(rows);
  const packed = gzipSync(text);
  expect(text.length).toBeGreaterThan(1_130_000);
  expect(text.length / packed.length).toBeGreaterThan(14);
  const after = redactor.text(JSON.stringify({ body: packed.toString('base64') }));
  const body: string = JSON.parse(after).body;
  const plain = gunzipSync(Buffer.from(body, 'base64')).toString();
  expect(plain.replace(/\[REDACTED:password:[0-9a-f]{8}\]/, 'hunter2')).toBe(text);
  expect(plain).not.toContain('hunter2');
});

test('a text with any number of people is read', () => {
  const people = 'Ann Miller\n'.repeat(150_000);
  expect(redactor.text(`to: ann.miller@acme.io\n${people}`)).not.toContain('Ann Miller');
});

test('a compressed part that is too large to look into goes whole', () => {
  const bomb = gzipSync(Buffer.alloc(6 * 1024 * 1024, 97)).toString('base64');
  const after = redactor.text(bomb);
  expect(gunzipSync(Buffer.from(after, 'base64')).toString()).toMatch(/^\[REDACTED:unread:[0-9a-f]{8}\]$/);
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const plainOf = (encoded: string): string => Buffer.from(encoded, 'base64').toString();

test('what stands encoded within encoded parts, in more than may be looked into, goes unread, and nothing of it is left', () => {
  const parts = Array.from({ length: 8000 }, (_, at) => {
    const hash = createHash('sha256').update(String(at)).digest('hex');
    return base64(base64(`password=${hash.slice(0, 9)}`));
  });
  const after = redactor.text(parts.join(' '));
  expect(parts.filter((part) => after.includes(part))).toEqual([]);
  const last = plainOf(after.split(' ').at(-1) ?? '');
  expect(last).toMatch(/^\[REDACTED:unread:[0-9a-f]{8}\]$/);
});

test('a text full of encoded secrets loses them all, and costs no more than a part of them', () => {
  const parts = Array.from({ length: 8000 }, (_, at) =>
    base64(`password=${createHash('sha256').update(String(at)).digest('hex').slice(0, 9)}`),
  );
  const after = redactor.text(parts.join(' ')).split(' ');
  expect(parts.filter((part) => after.includes(part))).toEqual([]);
  expect(plainOf(after[7999] ?? '')).toMatch(/^\[REDACTED:unread:[0-9a-f]{8}\]$/);
});

test('the same part is looked into once, however often it stands encoded', () => {
  const part = Buffer.from('what stands here is a text').toString('base64');
  const text = Array.from({ length: 20_000 }, () => part).join(' ');
  expect(redactor.text(text)).toBe(text);
});

test('edits stay out of any number of placeholders', () => {
  const text = 'password=a1b2c3d4 [REDACTED:key:00000000] '.repeat(20_000);
  expect(redactor.text(text)).toBe(
    text.replaceAll(
      'a1b2c3d4',
      /\[REDACTED:password:[0-9a-f]{8}\]/.exec(redactor.text('password=a1b2c3d4'))?.[0] ?? '',
    ),
  );
});

test.each([
  ['1234 5678 9012', '3782 822463 10005'],
  ['1234-5678', '523-45-6789'],
])('after %j, %j is found all the same', (before, secret) => {
  const one = createRedactor({ key: 'k', environment: {} });
  expect(one.json([before, secret])).toEqual([before, expect.stringMatching(/^\[REDACTED:(?:card|ssn):/)]);
});

test('headers that say who calls lose public addresses, and keep those of a network of their own', () => {
  expect(
    redactor.headers([
      ['x-forwarded-for', '81.187.44.203, 10.0.3.4'],
      ['CF-Connecting-IP', '2001:4641:8c3:1::42'],
      ['forwarded', 'for=192.0.2.60;proto=http'],
    ]),
  ).toEqual([
    ['x-forwarded-for', expect.stringMatching(/^\[REDACTED:personal:[0-9a-f]{8}\], 10\.0\.3\.4$/)],
    ['CF-Connecting-IP', expect.stringMatching(/^\[REDACTED:personal:[0-9a-f]{8}\]$/)],
    ['forwarded', 'for=192.0.2.60;proto=http'],
  ]);
});

test.each([
  ['::ffff:81.187.44.203', '§'],
  ['81.187.44.203:443', '§:443'],
  ['2a00::1', '§'],
  ['10.0.3.4,81.187.44.203:443, 2a00::1', '10.0.3.4,§:443, §'],
  ['for="[2a00::1]:443";proto=https, for=81.187.44.203', 'for="[§]:443";proto=https, for=§'],
  ['For="81.187.44.203:51234"', 'For="§:51234"'],
  ['::ffff:10.0.3.4, fe80::1, 2001:db8::1, [::1]:80', '::ffff:10.0.3.4, fe80::1, 2001:db8::1, [::1]:80'],
  ['999.1.2.3, unknown, for=_hidden', '999.1.2.3, unknown, for=_hidden'],
])('who calls is read as proxies write it: %s', (value, expected) => {
  for (const name of ['x-forwarded-for', 'Forwarded', 'x-real-ip']) {
    const after = redactor.headers([[name, value]]);
    expect(after[0]?.[1].replace(/\[REDACTED:personal:[0-9a-f]{8}\]/g, '§')).toBe(expected);
    expect(redactor.headers(after)).toEqual(after);
  }
});

test('the address of a client in JSON is found in its short form and with its port', () => {
  for (const address of ['2a00::1', '81.187.44.203:443', '::ffff:81.187.44.203', '[2a00::1]:443'])
    expect(JSON.stringify(redactor.json({ client_ip: address }))).not.toContain(address);
  expect(redactor.json({ client_ip: '10.0.3.4:443' })).toEqual({ client_ip: '10.0.3.4:443' });
});

test('what follows -p beside a user in a list of arguments is a password, and no port or file', () => {
  const password = 'Skiferie-2024';
  expect(JSON.stringify(redactor.json(['login', '-u', 'ci', '-p', password]))).not.toContain(password);
  for (const list of [
    ['psql', '-U', 'a', '-p', '5432'],
    ['-u', 'a.py', '-p', 'tests/unit2'],
    ['-p', password],
  ])
    expect(redactor.json(list)).toEqual(list);
});

test('a document under the name of a secret is at rest once it was redacted', () => {
  const once = redactor.json({ SecretString: '{"username":"app","password":"hunter2Zq!"}' });
  expect(once.SecretString).toMatch(/^\{"username":"app","password":"\[REDACTED:password:\w{8}\]"\}$/);
  expect(redactor.json(once)).toEqual(once);
});

test.each([
  ['columns that another member names', { columns: ['id', 'api_key'], rows: [[1, 'hunter2Zq'], [2]] }],
  ['columns that are objects', { fields: [{ name: 'id' }, { name: 'passwd' }], data: [['1', 'hunter2Zq']] }],
  [
    'columns of a schema',
    {
      schema: { fields: [{ name: 'id' }, { name: 'password' }] },
      rows: [{ f: [{ v: '1' }, { v: 'hunter2Zq' }] }],
    },
  ],
  ['a first row of names', { values: [['user', 'password'], ['bob', 'hunter2Zq'], ['jo']] }],
  ['a version of a secret', { data: { thing: 'hunter2Zq' }, metadata: { version: 2, destroyed: false } }],
])('cells of a table go by their column: %s', (_, answer) => {
  const after = JSON.stringify(redactor.json(answer));
  expect(after).not.toContain('hunter2Zq');
  expect(after.length - JSON.stringify(answer).length).toBeLessThan(30);
});

test.each([
  { columns: ['id', 'total_tokens'], rows: [[1, 4096]] },
  { columns: ['model', 'token'], rows: [['gpt-5', ' Hello']] },
  {
    values: [
      ['Field', 'Password'],
      ['Label', 'Passwort'],
    ],
  },
  { kind: 'ConfigMap', metadata: { name: 'x' }, data: { value: 'hunter2Zq' } },
])('cells that are no secrets stay: %j', (answer) => {
  expect(redactor.json(answer)).toEqual(answer);
});

test.each([
  ['contraseña:jQ9vTUZy%34', 'contraseña:[REDACTED:password:'],
  ['パスワード：jQ9vTUZy%34', 'パスワード：[REDACTED:secret:'],
  ['q=für%20password%3DjQ9vTUZy', 'q=für%20password%3D%5BREDACTED%3A'],
])('what stands before a value with an escape is not encoded: %s', (text, head) => {
  const after = redactor.text(text);
  expect(after.slice(0, head.length)).toBe(head);
  expect(redactor.text(after)).toBe(after);
});

/** Bytes whose base64 spells what may be an address of a wallet. */
const SPELLED = '/TB1uJGKrmX9nRt13bV6CDwj81KKyhUsiPYUV+8=';

test('bytes in base64 stay bytes where their characters spell an address or a key', () => {
  const body = { body: { base64: SPELLED } };
  expect(redactor.json(body)).toEqual(body);
  expect(redactor.text(JSON.stringify(body))).toBe(JSON.stringify(body));
  expect(JSON.stringify(redactor.json({ body: { note: SPELLED } }))).toContain('[REDACTED:personal:');
});

test('bytes in base64 lose what they unpack to, and registered values', () => {
  const knowing = createRedactor({ values: [SPELLED.slice(1, -4)], environment: {} });
  expect(JSON.stringify(knowing.json({ base64: SPELLED }))).toContain('[REDACTED:');
  const packed = gzipSync(JSON.stringify({ password: 'tr0ub4dor-and-three' })).toString('base64');
  const unpacked = gunzipSync(Buffer.from(redactor.json({ base64: packed }).base64, 'base64')).toString();
  expect(unpacked).toMatch(/^\{"password":"\[REDACTED:password[^\]]*\]"\}$/);
});

test('text in UTF-16 is read without a mark of its order', () => {
  const text = 'password: Kd93kd!x and some more words';
  const after = Buffer.from(
    createRedactor({ key: 'k', environment: {} }).bytes(Buffer.from(text, 'utf16le')),
  );
  expect(after.toString('utf16le')).not.toContain('Kd93kd!x');
});

test('takes no option that it would not read, as what it names would go to the disk', () => {
  expect(() => createRedactor({ valus: ['hunter2'] } as never)).toThrow(
    /^Failed to make a redactor: there is no key "valus"\.\n.*\n {2}fix {4}write values$/,
  );
});
