import { gzipSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import { createRedactor } from './redactor.ts';

const SECRET = 'sk-ant-api03-7Jq2vXk9LmPz4RtWbY6nDc8HfGs1AeUi3OoQ5xZw0KyTlNpMjVrBhSgEdFaCu_8I9LtXwAA';
const SIZE = 1.1 * 1024 * 1024;
const prose = 'naïve words that nobody hides, ';

/** Repeats what `make` gives for 0, 1, 2, … until there is enough of it. */
function many(make: (at: number) => string, size = SIZE): string {
  const made: string[] = [];
  for (let at = 0, length = 0; length < size; at += 1) length += made[made.push(make(at)) - 1]?.length ?? 0;
  return made.join('');
}

/** Numbers below 1 that are the same in each run. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

const password = (at: number): string => `Kx9$${(at * 7919 + 104_729).toString(36)}Qz!7`;
const line = (at: number): string => `${prose.repeat(30)}${at}\n`;
const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n'.repeat(40)}-----END PRIVATE KEY-----\n`;
const people = 'Regards,\nMarta Kowalczyk\n';
const next = random(11);

const rows = (first: (at: number) => string): string =>
  many((at) => `[${first(at)},"${password(at % 50)}","${prose}"],`);
const cells = many((at) => `{"f":[{"v":"${at}"},{"v":"${password(at % 50)}"}]},`);
const columns = (count: number): string =>
  Array.from({ length: count }, (_, at) => `"a long name of a column ${at}"`).join(',');

/** Large texts whose secrets stand wherever a cut may be, and what tells of them far before them or behind. */
const TEXTS: Record<string, string> = {
  'lines of prose': many((at) => line(at) + (at % 9 === 4 ? `password=${password(at % 40)} \n` : '')),
  'one line': many(() => prose + (next() < 0.02 ? `api_key=${SECRET} ` : '')),
  'keys of many lines': many((at) => line(at) + (at % 30 === 7 ? key : '')),
  'a table under its head': `id,user,password,note\n${many((at) => `${at},user${at},${password(at % 50)},nothing\n`)}`,
  'a table after prose': `${many(line, 400_000)}\nname\ttoken\n${many((at) => `n${at}\t${password(at % 50)}\n`)}\n${line(1)}`,
  'a dump of a database': `COPY users (id, password) FROM stdin;\n${many((at) => `${at}\t${password(at % 50)}\n`)}\\.\n`,
  'names of people, and an address at the end': `${many((at) => (at % 40 === 3 ? people : line(at)))}write to marta.kowalczyk@mail.example.com\n`,
  events: many((at) => `data: {"index":0,"delta":{"text":"${at % 50 === 9 ? SECRET : 'word '}"}}\n\n`),
  'lines of JSON': many((at) => `{"id":${at},"password":"${password(at % 50)}","text":"${prose}"}\n`),
  'JSON that breaks off': `[${many((at) => `{"id":${at},"password":"${password(at % 50)}"},`)}`,
  'one word of base64': Buffer.from(`${many(line, 3.3 * 1024 * 1024)}password=${password(1)}\n`).toString(
    'base64',
  ),
  'a list of records': `[${many((at) => `{"id":${at},"user":{"password":"${password(at % 50)}","name":"n"}},`)}{}]`,
  'secrets under a name far above': `{"a":1,"credentials":{"list":[${many((at) => `{"n":${at},"v":"x${password(at % 50)}"},`)}0]}}`,
  'a name behind its value': `{"value":[${many((at) => `"${password(at % 50)}",`)}"x"],"name":"password"}`,
  'pairs of names and values': `{"headers":[${many((at) => `["authorization","Bearer ${password(at % 50)}"],["x-n","${at}"],`)}["a","b"]]}`,
  'flags and what follows them': `{"argv":[${many((at) => `"--password","${password(at % 50)}",`)}"end"]}`,
  'rows under their columns': `{"columns":["id","password"],"rows":[${many((at) => `[${at},"${password(at % 50)}"],`)}[0]]}`,
  'rows under the first': `{"values":[["user","password"],${many((at) => `["user ${at}","${password(at % 50)}"],`)}["x"]]}`,
  'rows of three columns under the first': `{"values":[["user","password","note"],${rows((at) => `"user ${at}"`)}["x"]]}`,
  'rows of objects behind a schema': `{"schema":{"fields":[{"name":"n"},{"name":"password"}]},"rows":[${cells}{}]}`,
  'rows of objects before a schema': `{"rows":[${cells}{}],"schema":{"fields":[{"name":"n"},{"name":"password"}]}}`,
  'rows under a long head': `{"columns":["id","password",${columns(300)}],"rows":[${rows(String)}[0]]}`,
  'rows under a head too long to be repeated': `{"columns":["id","password",${columns(3000)}],"rows":[${rows(String)}[0]]}`,
  'rows under an escaped name': `{"result":{"col\\u0075mns":["id","password","note"],"r\\u006fws":[${rows(String)}[0]]}}`,
  'rows longer than a part': `{"rows":[${rows((at) => `"${prose.repeat(at % 600)}"`)}[0]],"columns":["n","password","note"]}`,
  'a row longer than many parts': `{"values":[["n","password",${columns(9000)}],["x","${password(1)}",${columns(9000)}],${rows(String)}[0]]}`,
  'an image between secrets': `{"token":"${SECRET}","data":"${many((at) => Buffer.from(`\0\x01${at}\xff\xfe`.repeat(200), 'latin1').toString('base64').slice(0, 1200), 3 * SIZE)}","password":"${password(3)}"}`,
};

describe.each(['once', 'for a run'])('a large text, %s', (how) => {
  const make = () => {
    const redactor = createRedactor({ key: 'k', environment: {} });
    return how === 'once' ? redactor : redactor.remembering();
  };
  test.each(Object.entries(TEXTS))('is redacted in parts as it is in one piece: %s', (_, text) => {
    const parts = Buffer.concat([...make().parts(Buffer.from(text))]).toString();
    const whole = make().text(text);
    expect(parts.length).toBe(whole.length);
    expect(parts === whole).toBe(true);
    expect(whole).not.toBe(text);
  });
});

it('takes what is found last from what came first', () => {
  const text = `${many((at) => (at % 100 === 0 ? `seen ${SECRET.slice(10)} here\n` : line(at)))}Authorization: Bearer ${SECRET.slice(10)}\n`;
  const run = createRedactor({ key: 'k', environment: {} }).remembering();
  expect(Buffer.concat([...run.parts(Buffer.from(text))]).toString()).not.toContain(SECRET.slice(10));
});

it('gives back the same object when nothing is found in a large text, and in large bytes', () => {
  const redactor = createRedactor({ key: 'k' });
  const text = Buffer.from(many(line));
  expect(redactor.bytes(text)).toBe(text);
  expect([...redactor.parts(text)]).toEqual([text]);
  const bytes = Buffer.concat([Buffer.from([0, 255, 254, 0]), text.subarray(0, 5000), Buffer.alloc(SIZE)]);
  expect(redactor.bytes(bytes)).toBe(bytes);
});

it('lets nothing pass that is too large to be looked into', () => {
  const bomb = gzipSync(Buffer.concat([Buffer.from(SECRET), Buffer.alloc(65 * 1024 * 1024)]));
  const after = createRedactor({ key: 'k' }).bytes(bomb, { contentEncoding: 'gzip' });
  expect(after.length).toBeLessThan(200);
});
