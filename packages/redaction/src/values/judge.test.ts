import { expect, test } from 'vitest';
import { createNames } from '../names/names.ts';
import { createRedactor } from '../redactor.ts';
import { judgeNamed } from './judge.ts';

const redactor = createRedactor({ key: 'k', environment: {} });
const OPAQUE = ['4eC39HqLyj', 'WDarjtT1zdp7dcXX'].join('');

test.each([
  'orders/2026/02/14/6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b.json',
  'uploads/Invoice-Q3-6F1C2A34-5B6D-4E7F-8A9B-0C1D2E3F4A5B.pdf',
  'Reports/MonthlyReport2026ForCustomers.pdf',
  'decks/QBR2026Q3DeckFinalV2.pptx',
  'blobs/da39a3ee5e6b4b0d3255bfef95601890afd80709.bin',
  'logs/dt=2026-02-14/Run_20260214T101112Z.parquet',
  'orders/Order-01HXYZ8K3MZQ4VJ7N2P5R6S9TW.json',
  'assets/index-Bx3kQ9aZ.js',
  'uploads/6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b',
  'user/42/avatars',
])('the key of an object in a bucket stays: %s', (key) => {
  expect(redactor.json({ key })).toEqual({ key });
});

test('a form that uploads to a bucket keeps the key of the object', () => {
  const har = { params: [{ name: 'key', value: 'uploads/2024/a.png' }] };
  expect(redactor.json(har)).toEqual(har);
  const form = 'key=uploads%2F6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b%2Fa.png&acl=private';
  expect(redactor.text(form)).toBe(form);
  expect(redactor.text(`key=${OPAQUE}&acl=private`)).not.toContain(OPAQUE);
});

const HEX = 'a4c1'.repeat(8);

test.each([
  'login_ticket',
  'id_token_hint',
  'sas',
  'oauth',
  'STRIPEKEY',
  'OPENWEATHERMAPKEY',
  'open_weather_map_key',
  'google_maps_key',
])('under %s both digits in hex and what looks random are a secret', (name) => {
  for (const value of [HEX, OPAQUE]) {
    expect(Object.values(redactor.json({ [name]: value }))).toEqual([
      expect.stringMatching(/^\[REDACTED:\w+:[0-9a-f]{8}\]$/),
    ]);
    expect(redactor.text(`${name}=${value}`)).not.toContain(value);
  }
});

test.each(['hotkey', 'cachekey', 'rowkey', 'monkey', 'segment_key', 'map_key', 'unknownvendorkey'])(
  'under %s digits in hex are as often an id',
  (name) => {
    expect(redactor.json({ [name]: HEX })).toEqual({ [name]: HEX });
  },
);

test.each(['id', 'interaction_id', 'session', 'session_id', 'state', 'key', 'hash', 'sid', 'ticket'])(
  'the id of an answer, a message or a call stays under %s',
  (name) => {
    for (const id of [
      `v1_Ch${OPAQUE}${OPAQUE}`,
      `chatcmpl-${OPAQUE}Ab1`,
      `msg_01${OPAQUE.slice(0, 22)}`,
      `toolu_01${OPAQUE.slice(0, 22)}`,
      `call_${OPAQUE.slice(0, 24)}`,
      `resp_${HEX}`,
    ]) {
      expect(redactor.json({ [name]: id })).toEqual({ [name]: id });
      expect(redactor.text(`${name}: ${id}`)).toBe(`${name}: ${id}`);
    }
  },
);

test.each([
  `AbC9/${OPAQUE}.abcd`,
  `orders/2026/archive/customers/quarterly/${OPAQUE}.json`,
  `${OPAQUE}/customers/quarterly/report.json`,
  `orders/${OPAQUE.slice(0, 12)}_${OPAQUE.slice(12)}.json`,
])('a name that nobody could guess goes with its path: %s', (key) => {
  expect(redactor.json({ key }).key).toMatch(/^\[REDACTED:key:[0-9a-f]{8}\]$/);
});

test.each([
  'Mot de passe',
  'Palavra-passe',
  'Κωδικός πρόσβασης',
  'كلمة المرور',
  'סיסמה',
  'पासवर्ड',
  '(hidden)',
  '(sensitive value)',
  '(not shown here)',
  'changeme-please',
  'change_me_in_production',
])('%s is what a form calls a password, or what stands in its place', (password) => {
  expect(redactor.json({ password })).toEqual({ password });
  expect(redactor.json({ password: `${password}7!xK` }).password).toMatch(/^\[REDACTED:password:/);
});

test('what manuals show and what names a molecule are no keys', () => {
  const text =
    'InChIKey=RYYVLZVUVIJVGH-UHFFFAOYSA-N\nAWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  expect(redactor.text(text)).toBe(text);
});

test('a header that asks for a key has none, and one with a word may', () => {
  const open: [string, string][] = [
    ['x-api-key', 'YOUR_API_KEY'],
    ['api-key', '${API_KEY}'],
    ['Authorization', 'Bearer your-api-key'],
    ['Authorization', 'Bearer <your token>'],
    ['Authorization', 'Bearer INSERT_TOKEN_HERE'],
    ['x-api-key', 'replace-with-your-key'],
  ];
  open.push(
    ['Sec-WebSocket-Key', 'q7Rt9LmX2vBn8KpWz4Ys6A=='],
    ['Sec-WebSocket-Protocol', 'graphql-transport-ws'],
  );
  expect(redactor.headers(open)).toEqual(open);
  expect(redactor.headers([['Sec-WebSocket-Protocol', OPAQUE]])[0]?.[1]).toMatch(/^\[REDACTED:/);
  expect(redactor.headers([['x-api-key', 'secret']])[0]?.[1]).toMatch(/^\[REDACTED:key:/);
});

const DIGEST = '9c1e7b40d2f8a6635e0b4c9d1f27a8e3b5c60d49f7e21a8b3c5d6e7f8091a2b4';

test.each([
  `CHECKSUM_KEY=${DIGEST}`,
  `{"checksumKey":"${OPAQUE}"}`,
  `CHECKSUM_PASSWORD=${OPAQUE}!`,
  `checksum_token: ${OPAQUE}`,
  `checksum/token: ${OPAQUE}`,
  `{"checksum/token":"${OPAQUE}"}`,
])('a key that checksums are made with goes: %s', (text) => {
  expect(redactor.text(text)).toMatch(/\[REDACTED:/);
  expect(redactor.text(text)).not.toMatch(new RegExp(`${DIGEST}|${OPAQUE}`));
});

test("Helm's digest of a secret stays", () => {
  const text = `{"annotations":{"checksum/secret":"${DIGEST}","checksum/api-key":"${DIGEST}"}}`;
  expect(redactor.text(text)).toBe(text);
});

test.each([
  ['Authorization', 'Bearer my-super-secret-token'],
  ['Authorization', 'Bearer my_secret_pass_12'],
  ['Authorization', 'Bearer test-the-key-9'],
  ['Authorization', 'Bearer your-key-12'],
  ['x-api-key', 'my-dog-rex-7'],
  ['x-api-key', 'the-blue-door'],
  ['cookie', 'my-session-abc-12'],
])('words that somebody made up go from %s: %s', (name, value) => {
  expect(redactor.headers([[name, value]])[0]?.[1]).toMatch(/^(?:Bearer )?\[REDACTED:\w+:[0-9a-f]{8}\]$/);
});

test.each([
  ['{"passphrase":"(open the door)"}', 'open the door'],
  ['password: changeme-prod', 'changeme-prod'],
  ['password: change-me-hunter-two', 'change-me-hunter-two'],
  ['DB_PASSWORD=A1$***x9', 'A1$***x9'],
])('what only begins like a mask or an invitation goes from %s', (text, secret) => {
  expect(redactor.text(text)).not.toContain(secret);
  expect(redactor.text(text)).toMatch(/\[REDACTED:pass/);
});

const UUID = '6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b';

test.each([
  { auth: `token/${HEX}` },
  { auth: `bearer/${HEX}` },
  { auth: `bearer/${HEX}a4c1a4c1` },
  { auth: `token/${UUID}` },
  { access: `token/${HEX}` },
  { token2: `prod/${HEX}` },
  { token2: `prod/${HEX}a4c1a4c1` },
  { key: `live/${HEX.slice(8)}` },
  { key: `secret/${HEX.slice(8)}` },
  { key: `v1/my-api/${HEX}` },
  { key: `prod/passwords/mail/${HEX}` },
  { auth: `a/b.txt&Kx=${OPAQUE}` },
  { key: `uploads/of/customers/january.png&x-custom=${OPAQUE}` },
])('a secret behind what looks like a folder goes: %j', (value) => {
  expect(Object.values(redactor.json(value))).toEqual([
    expect.stringMatching(/^\[REDACTED:\w+:[0-9a-f]{8}\]$/),
  ]);
});

test('a secret behind what looks like a folder goes from a text', () => {
  expect(redactor.text(`key=live/${HEX.slice(8)}`)).not.toContain(HEX.slice(8));
  expect(redactor.text(`key=a/b.png&x-custom=${OPAQUE}`)).not.toContain(OPAQUE);
});

test('the key of an object stays beside a secret with a name', () => {
  const after = redactor.text(`key=uploads/x.png&acl=private&signature=${OPAQUE}`);
  expect(after).toMatch(/^key=uploads\/x\.png&acl=private&signature=\[REDACTED:\w+:[0-9a-f]{8}\]$/);
});

test.each([
  { cache_key: `npm-deps-${HEX}a4c1a4c1` },
  { key: `uploads/${HEX}` },
  { file_id: `uploads/${UUID}` },
  { key: `uploads/a.png&id=${UUID}` },
  { key: `uploads/passports/${HEX}` },
  { key: `passengers/2026/${HEX}` },
  { key: `feature/auth/${UUID}` },
])('an id in a folder stays: %j', (value) => {
  expect(redactor.json(value)).toEqual(value);
});

test.each([
  { service_ticket: '#4411' },
  { service_ticket: 'open' },
  { service_ticket: 12_345 },
  { service_ticket: 'Printer' },
  { serviceTicket: 'SR-2026-0001' },
  { serviceTickets: ['INC0012345'] },
  { proxy_ticket: 'PROJ-1234' },
  { accessTickets: ['OPS-1'] },
])('the ticket of a help desk stays: %j', (value) => {
  expect(redactor.json(value)).toEqual(value);
});

test.each(['service_ticket', 'proxyTicket', 'access_tickets'])(
  'a ticket of a sign-on goes under %s',
  (name) => {
    expect(JSON.stringify(redactor.json({ [name]: `ST-1-${OPAQUE}` }))).not.toContain(OPAQUE);
  },
);

test.each([
  { zugriffsschlüssel: OPAQUE },
  { cle_api: OPAQUE },
  { chiaveApi: OPAQUE },
  { klucz_api: OPAQUE },
  { gizli_anahtar: OPAQUE },
  { api_kulcs: OPAQUE },
  { секретный_ключ: OPAQUE },
  { 'g-recaptcha-response': OPAQUE },
  { data: { createApiKey: { plaintext: OPAQUE } } },
  {
    users: [
      ['id', 'password'],
      [1, OPAQUE],
    ],
  },
])('names of keys abroad, of captchas and of what was made just now tell: %j', (value) => {
  expect(JSON.stringify(redactor.json(value))).not.toContain(OPAQUE);
});

test.each([
  { confirm_password: '确认密码' },
  { login: { token: 'Zugangscode' } },
  { plain_text: 'Hello there, this is the text.' },
  { secret: 'changeme-placeholder' },
  { primaerschluessel: 'id' },
  { session_key: 'user-session' },
])('labels and what asks for a secret stay: %j', (value) => {
  expect(redactor.json(value)).toEqual(value);
});

test('a sign that should have been encoded is a part of the password', () => {
  expect(redactor.url('http://deploy:Tr0ub4dor.25oek?@10.2.3.4:8080/')).not.toContain('25oek');
  expect(redactor.url('http://host:8080?to=@me')).toBe('http://host:8080?to=@me');
  expect(redactor.url('http://host:port?to=me@x')).toBe('http://host:port?to=me@x');
});

test('a slash that should have been encoded is a part of the password', () => {
  for (const url of ['postgres://app:Tr0ub/4dor@db.acme.io:5432/x', 'redis://:pa/ss2Wd@cache:6379/0']) {
    expect(redactor.url(url)).toMatch(/:\[REDACTED:password:\w{8}\]@/);
    expect(redactor.text(`at ${url} now`)).toMatch(/:\[REDACTED:password:\w{8}\]@/);
  }
  for (const url of [
    'https://cdn.io/npm:foo/bar@1.2.3',
    'http://localhost:3000/@user/x',
    'http://host:port/path/of@me',
    'https://host:8080/path2X@cache',
  ])
    expect(redactor.url(url)).toBe(url);
});

test('a table that is the whole of a text tells by its head, and a list of pairs does not', () => {
  const table = [
    ['user', 'password'],
    ['bob', OPAQUE],
    ['ann', 'sunny-beach'],
  ];
  const [head, ...rows] = redactor.json(table);
  expect(head).toEqual(['user', 'password']);
  expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${OPAQUE}|sunny`));
  for (const pairs of [
    [
      ['grant_type', 'password'],
      ['username', 'bob-smith'],
    ],
    [
      ['name', 'size'],
      ['a', '2024x'],
    ],
  ])
    expect(redactor.json(pairs)).toEqual(pairs);
});

test('the address of a database under another name is at rest once its password is gone', () => {
  const once = redactor.json({ connection_string: 'postgres://a:BSQjX3bPAS@h/d' });
  expect(once.connection_string).toMatch(/^postgres:\/\/a:\[REDACTED:password:\w{8}\]@h\/d$/);
  expect(redactor.json(once)).toEqual(once);
});

test('bytes that begin as UTF-16 does are read as they are where they are none', () => {
  const read = (bytes: Buffer): string => Buffer.from(redactor.bytes(bytes)).toString('latin1');
  const head = Buffer.from([0xff, 0xfe]);
  for (const end of ['\n', '\n\n']) {
    const text = `host=db\npassword=Marmot!39nmn7${end}`;
    expect(read(Buffer.concat([head, Buffer.from(text)]))).not.toContain('Marmot');
    expect(read(Buffer.concat([head, Buffer.from(text, 'utf16le')]))).not.toContain('M\0a\0r\0m');
  }
});

test.each(['TwWbdh9FgCco', 'R9Xbruuz', 'eqPuaEze06Bu', 'oTiintBr0GqxItauQwOw'])(
  'a password that chance made like humps of a name is one: %s',
  (password) => {
    for (const text of [`password=${password}`, `password: ${password}`, `the password is ${password}`])
      expect(redactor.text(text)).not.toContain(password);
  },
);

test.each(['page2Value', 'oauth2Client', 's3Bucket', 'login2Form', 'user1Password'])(
  'a name with a number between its words is code: %s',
  (name) => {
    expect(redactor.text(`password = ${name}`)).toContain(name);
  },
);

test('the words of a wallet go from under a name of random numbers, and the number stays', () => {
  const seed = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
  expect(redactor.json({ seed, count: 1 })).toEqual({
    seed: expect.stringMatching(/^\[REDACTED:seed:[0-9a-f]{8}\]$/),
    count: 1,
  });
  const plain = {
    seed: 42,
    recovery: 'the wallet was lost and then found again by some people that live there',
  };
  expect(redactor.json(plain)).toEqual(plain);
});

test('what a server says of the ways in stays', () => {
  const said = { bearer: 'supported methods: header', token: 'allowed places: cookie or query' };
  expect(redactor.json(said)).toEqual(said);
});

test('what is remembered of a value is its verdict under that name, delimited or not, however many names it had', () => {
  const names = createNames();
  const value = 'correcthorse';
  const asked = ['password', 'title', 'passphrase', 'api_key', 'pin', 'password', 'secret', 'api_key'];
  const fresh = (name: string, bare: boolean) => judgeNamed(createNames(), name, value, bare);
  for (const name of [...asked, ...asked.toReversed()])
    for (const bare of [false, true]) expect(judgeNamed(names, name, value, bare)).toBe(fresh(name, bare));
  expect(new Set(asked.flatMap((name) => [fresh(name, true), fresh(name, false)])).size).toBeGreaterThan(2);
});

test.each(['JpoHhMHHCcPNUAdvOskHTUZd', 'WhXqZrTbNvKdLmPs'])(
  'letters that are no names of code are a password where one stands: %s',
  (value) => {
    for (const text of [`password=${value}`, `ossrhPassword=${value}\n`, `password: ${value}`])
      expect(redactor.text(text)).not.toContain(value);
  },
);

test.each(['toBeLessThanOrEqualTo', 'getHTTPURLForCDNAsset', 'moveToLeftEndOfLine'])(
  'the name of something in code is no password: %s',
  (value) => {
    expect(redactor.text(`password=${value}`)).toBe(`password=${value}`);
  },
);
