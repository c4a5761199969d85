/**
 * Throughput of redaction on recorded traffic and on hostile texts, each against secretlint on the
 * same bytes in the same run.
 *
 *     node --conditions=@agent-replay/source bench/redaction.mjs [folder of recordings]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintSource } from '@secretlint/core';
import { parse as readYaml } from 'yaml';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { createRedactor } from '@agent-replay/redaction';
import { SIZE, fill } from './redaction/fill.mjs';
import { further } from './redaction/further.mjs';
import { MORE_HOSTILE } from './redaction/hostile.mjs';
import { IN_TWO_WAYS } from './redaction/in-two-ways.mjs';
import { NEAR_MISSES } from './redaction/near-misses.mjs';
import { SAID_ABROAD } from './redaction/said-abroad.mjs';
import { TYPED_AND_QUOTED } from './redaction/typed-and-quoted.mjs';

const LIMIT_MS = 250;
const TARGET_MB_S = 20;
/** The first of them compile. */
const ROUNDS = 24;

/** A new one for each measurement: it remembers what it has seen. */
const fresh = () =>
  createRedactor({
    key: 'bench',
    environment: {},
    values: ['a registered value', 'correct horse battery staple'],
  });
const preset = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] };

const cpu = async (work) => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

const lint = (text) =>
  lintSource({
    source: { filePath: 'x.json', content: text, ext: '.json', contentType: 'text' },
    options: { config: preset, noPhysicFilePath: true },
  });

const throughput = async (label, texts) => {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  let ours = Infinity;
  let parse = Infinity;
  let theirs = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const redactor = fresh();
    ours = Math.min(ours, await cpu(() => texts.forEach((text) => redactor.text(text))));
    parse = Math.min(parse, await cpu(() => texts.forEach(reparse)));
    if (round < 3)
      theirs = Math.min(
        theirs,
        await cpu(async () => {
          for (const text of texts) await lint(text);
        }),
      );
  }
  const speed = bytes / 1000 / ours;
  console.log(
    `${label}: ${(bytes / 1e6).toFixed(2)} MB, ${speed.toFixed(1)} MB/s (target ${TARGET_MB_S}); ${(ours / theirs).toFixed(2)} × secretlint's CPU, ${(ours / parse).toFixed(1)} × JSON.parse + stringify`,
  );
};

const reparse = (text) => {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
};

const BODY = /^(?:body|parsed_body|string|text)$/;
const HOSTILE = {
  'u0041 escapes of passwords': fill('password\\u003d'),
  'entities &#65;': fill('&#65;&quot;'),
  'quoted-printable': `quoted-printable\n${fill('=3D')}`,
  'base64 lines': fill(`${'aGVs'.repeat(19)}\n`),
  'address 1 A ': fill('address 1 Aa '),
  'lives at Aa, ': fill('lives at Aa, '),
  'ship to 12 A A': fill('ship to 12 Main Aaaa '),
  東京都: fill('住所東京都'),
  'born 1': fill('born on 1 '),
  'seed words': `seed: ${fill('abcd ')}`,
  'seed ': fill('seed '),
  'key [1,': fill('key [1,2,'),
  'priv: 0a:': `priv: ${fill('0a:')}`,
  'identity 12 ': fill('12 345 '),
  ABCDEF12: fill('ABCDEF12'),
  'PID|': fill('PID|1|a|'),
  ':50K:': fill('\n:50K:a'),
  'patient A ': fill('patient Aaa '),
  ' [at] ': fill('a [at] '),
  ' at a dot ': fill(' at a dot '),
  'A A <': fill('Aa Aa <'),
  '?a=': fill('/a?a='),
  'password for for ': fill('password for of for for '),
  'password for a b c d e f ': fill('password for a b c d e f '),
  'jelszó a b c ': fill('jelszó ab cd ef '),
  'adresse des Kunden ': fill('adresse des neuen Kunden '),
  'wallet address is ': fill('wallet address is at on my '),
  'home 1.2345 ': fill('home 52.520008, 1'),
  'from ip ': fill('from ip 1:2:3:4:'),
  'ip is of a ': fill('ip address is of abc '),
  '84.1.1.1 ': fill('84.112.33.19 - - [\n'),
  'accounts: [': fill('accounts: ["0xa4'),
  'user a b ': fill('user abc deF4567\n'),
  'unleash :production.': fill('a:production.a4'),
  'call the a b ': fill('call the new man on '),
  'JSON within': `x ${fill('{"a":')}`,
  'JSON within that ends': `x ${fill('{"a":{"b":1} ')}`,
  'JSON within, opened': `x ${fill('{ "a" : ')}`,
  'JSON in a list within': `x ${fill('[{"a":1,')}`,
  'X-Aa-': `HTTP/1.1 ${fill('X-Aa-Bb-')}`,
  'X-Aa: a': `HTTP/1.1 ${fill('\nX-Aa: a1B2c3D4e5F6g7H8')}`,
  '"X-Aa":': fill('"X-Aa-Bb":"a'),
  'Aa Bb of somebody': `a@b.example\n${fill('Aa Bb ')}`,
  'Name: Aa of somebody': `a@b.example\n${fill('Name: Aa van der Bb ')}`,
  'Mr. of somebody': `a@b.example\n${fill('Mr. Aa de la ')}`,
  'regards of somebody': `a@b.example\n${fill('regards,\nAa ')}`,
  'lines of somebody': `a@b.example\n${fill('Aa Bb\n')}`,
  'A B C of somebody': `a@b.example\n${fill('\nAAA BBB')}`,
  'pw? a': fill('pw?\na: '),
  'recovery codes, lines': fill('recovery codes \nab1c-de2f '),
  'digits=digits': fill('4111111111111111=28122'),
  'anmeldecode ': fill('anmeldecode '),
  'tacacs key ': fill('tacacs host key '),
  'Strasse ': fill('Adresse Aaaa-Aaaastrasse '),
  'pw is the ': fill('clave de la casa '),
  'first_name: ': fill('first_name: Aa '),
  'config set a ': fill('config set token '),
  'name beside': JSON.stringify(Array.from({ length: 5000 }, () => ({ name: 'A', last_name: 'B' }))),
  "'cell'": fill('<td>Name</td><td>'),
  '* ': fill('a * b '),

  letters: fill('a'),
  digits: fill('1'),
  spaces: fill(' '),
  'base64 letters': fill('aB3/'),
  'hex digits': fill('0f'),
  newlines: fill('\n'),
  'a-': fill('a-'),
  a_: fill('a_'),
  'a.': fill('a.'),
  'a@': fill('a@'),
  '@': fill('@'),
  'a@a.': fill('a@a.'),
  'a:': fill('a:'),
  'a=': fill('a='),
  '=': fill('='),
  ':': fill(':'),
  'a://': fill('a://'),
  '://a:b@': fill('://a:b@'),
  'a://b:c@d/?e=f&': fill('a://b:c@d/?e=f&'),
  '%': fill('%'),
  '%25': fill('%25'),
  '%2525': fill('%2525'),
  '%7B%22': fill('%7B%22'),
  quotes: fill('"'),
  backslashes: fill('\\'),
  'backslash quotes': fill('\\"'),
  '{': fill('{'),
  '[': fill('['),
  '{"a":': fill('{"a":'),
  '[[1],': fill('[[1],'),
  '{"a":1}\n': fill('{"a":1}\n'),
  'data: {"a":"b"}\n\n': fill('data: {"a":"b"}\n\n'),
  'password:': fill('password:'),
  'password=': fill('password='),
  'password="': fill('password="'),
  'password: |\n': fill('password: |\n'),
  'password ': fill('password '),
  'password is ': fill('password is '),
  'token token ': fill('token token '),
  'Bearer ': fill('Bearer '),
  eyJ: fill('eyJ'),
  '-eyJ': fill('-eyJ'),
  '.eyJ': fill('.eyJ'),
  'sk-': fill('sk-'),
  '-sk-a': fill('-sk-a'),
  ghp_: fill('ghp_'),
  AKIA: fill('AKIA'),
  'xoxb-': fill('xoxb-'),
  '+/': fill('+/'),
  live_: fill('a_live_'),
  '-----BEGIN ': fill('-----BEGIN '),
  '-----BEGIN PRIVATE KEY-----': fill('-----BEGIN PRIVATE KEY-----'),
  'BEGIN and base64': `-----BEGIN PRIVATE KEY-----${fill('aB3/')}`,
  MIIEvAIBADAN: fill('MIIEvAIBADAN '),
  '<a>': fill('<a>'),
  '<a ': fill('<a '),
  '<a b="c" ': fill('<a b="c" '),
  '<password>': fill('<password>'),
  '&lt;': fill('&lt;'),
  'a,b\n': fill('password,b\n'),
  '|': fill('|'),
  'a|': fill('password|'),
  'DE89 ': fill('DE89 '),
  '4111 ': fill('4111 '),
  '+1 ': fill('+1 '),
  '(415) ': fill('(415) '),
  '1-': fill('1-'),
  'curl -u ': fill('curl -u '),
  'mysql ': fill('mysql '),
  'code is ': fill('verification code is '),
  'machine a login ': fill('machine a login '),
  'form-data': fill('content-disposition: form-data; name='),
  'cookie: ': fill('cookie: a=b; '),
  'authorization: ': fill('authorization: '),
  H4sI: fill('H4sIAAAAAAAAA '),
  eJw: fill('eJwBAAAAAAAAAAAA '),
  'base64 of base64': nested((text) => Buffer.from(text).toString('base64')),
  'percent of percent': nested(encodeURIComponent),
  'JSON in JSON': nested((text) => JSON.stringify({ a: text })),
  'hmac("a", "b"': fill('createHmac("a", "b'),
  'jwt.sign({': fill('jwt.sign({'),
  'login("a", ': fill('login("a", "b'),
  'name: key': fill('name: api_key\n'),
  'name: key value:': fill('name: api_key value: '),
  'Secret data': `kind: Secret\n${fill('data:\n  a: b\n')}`,
  'Secret | ': `kind: Secret\n${fill('data:\n  a: |\n')}`,
  'Secret spaces': `kind: Secret\ndata:\n${fill('  a:')}`,
  'columns  ': fill('password  '),
  'rows  ': `user  token\n${fill('a  b\n')}`,
  '│': fill('token│'),
  '---': fill('--- \n'),
  'cookie jar': fill('a\tTRUE\t/\tTRUE\t1\t'),
  oracle: fill('jdbc:oracle:thin:a/'),
  'Hawk a=': `authorization: Hawk ${fill('a="b", ')}`,
  'authorization: a a=': fill('authorization: Hawk a=b, '),
  '/v1/': fill('https://a/v1/'),
  'sk- and dashes': fill('sk-a-b-'),
  'secret-': fill(' secret-a1b2C3d4'),
  de12: fill('de12 '),
  string: fill('password=> string(1) '),
  'SQL parameters': JSON.stringify({
    sql: fill('a = ?, ').slice(0, 19_000),
    params: Array.from({ length: 9000 }, () => 'aB3xyz'),
  }),
  'GraphQL variables': JSON.stringify({ query: fill('a: $a ').slice(0, 19_000), variables: { a: 'x' } }),
  placeholders: fill('[REDACTED:key:00000000]'),
  'almost placeholders': fill('[REDACTED:'),
  'recovery codes:': `recovery codes:${fill('\nab1cd-ef2gh')}`,
  'recovery codes: ': fill('recovery codes: '),
  'password ab1': fill('password aB1!cd '),
  'Mot de passe : ': fill('Mot de passe : '),
  'パスワード：': fill('パスワード：'),
  'secret key [None]: ': fill('secret key [None]: '),
  'a b c d e: ': fill('a b c d e: '),
  'passport number ': fill('passport number '),
  'account 1 ': fill('account 1 '),
  'passport A1-': `passport ${fill('A1-')}`,
  'snyk auth ': fill('snyk auth '),
  'snyk auth a1': `snyk auth ${fill('a1')}`,
  'codecov -t ': fill('codecov -t '),
  'Client("a", "': fill('Client("a", "'),
  'Client("': fill('Client("'),
  aaaaClient: fill('aaaaClient'),
  'a.b.Client(': fill('a.b.c.d.Client('),
  'long data and @': `${fill('aB3/')}@a.example`,
  'many long data': `${'aB3/'.repeat(800)} `.repeat(60),
  'URL of long data': `https://a.example/${fill('aB3/')}?token=x`,
  'hooks/catch/1/': fill('https://hooks.zapier.com/hooks/catch/1/'),
  '" password="': fill('" password="'),
  '\\u0041': fill('\\u0041'),
  '\\x41': fill('\\x41'),
  '&#64;': fill('a&#64;'),
  '%40': fill('a%40'),
  '123.456.789-': fill('123.456.789-'),
  'expires_in pairs': JSON.stringify(Array.from({ length: 6000 }, () => ({ value: 'aB3', expires_in: 1 }))),
  'YAML list': `passwords:\n${fill('  - a\n')}`,
  'key: |': fill('key: |\n  a\n'),
  'ssh-rsa ': fill('ssh-rsa AAAAB3 '),
  $2b$10$: fill('$2b$10$'),
  'jwt dots': `eyJ${fill('a.')}`,
  'set-cookie': fill('set-cookie: a=b; path=/\n'),
  'secrets set': fill('secrets set '),
  'user a on b ': fill('user a on b '),
  'a LOGIN b': fill('a LOGIN b\n'),
  '.fill("password': fill('.fill("password'),
  'password").fill(': fill('password").fill('),
  'getByLabel("password")': fill('getByLabel("password").'),
  'auth => [': fill("'auth' => ['a', "),
  'OTLP_HEADERS=': fill('OTEL_EXPORTER_OTLP_HEADERS=a='),
  'HOST:1> AUTH': fill('127.0.0.1:6379> AUTH a\n'),
  'your code': fill('your code is '),
  ' -u a -p ': fill(' -u a -p b'),
  ' login a b': fill(' login a b c'),
  'user="a:b"': fill('user="a:b" '),
  '://a", "b", ': fill('://a", "b", "c'),
  'BEGIN TOKEN': fill('-----BEGIN A TOKEN-----'),
  MIIJqAIBAzCC: fill('MIIJqAIBAzCC '),
  MDAx: fill('MDAxYxvY2F0aW9u'),
  'code 验证码': fill('验证码是'),
  身份证: fill('身份证号'),
  電話: fill('電話番号は'),
  'zone <': fill('A<1<'),
  'backup codes lines': `backup codes\n${fill('ab1c-d2ef\n')}`,
  'key: abcd': `key: ${fill('abc2 ')}`,
  'key: ': fill('key: abcd efg2 '),
  'name value': `| name | value |\n${fill('| password | b |\n')}`,
  'numbers [': fill('[1,2,3'),
  'numbers [[': `[${fill('[1,2],')}`,
  'lines of keys': JSON.stringify(Array.from({ length: 6000 }, () => '-----BEGIN PRIVATE KEY-----')),
  emoji: fill('🙂'),
  'deep JSON': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
};

function nested(encode) {
  let text = '{"password":"a"} user=b&token=c ';
  while (text.length < SIZE / 2) text = encode(text.length < 1000 ? text.repeat(3) : text);
  return text.slice(0, SIZE);
}

/** The bodies that a recording of vcr or HAR holds, as they were on the wire. */
function bodiesOf(recording) {
  const found = [];
  const visit = (value, key) => {
    if (BODY.test(key) && value !== null && !(typeof value === 'object' && 'string' in value)) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      if (text.length > 10) found.push(text);
    } else if (typeof value === 'object' && value !== null)
      Object.entries(value).forEach(([name, inner]) => visit(inner, name));
  };
  visit(readYaml(recording), '');
  return found;
}

const folder = process.argv[2];
if (folder !== undefined) {
  const files = readdirSync(folder).filter((name) => /\.(?:ya?ml|json|har)$/.test(name));
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8'));
  await throughput(`bodies of ${files.length} recordings`, texts.flatMap(bodiesOf));
  await throughput(`${files.length} recordings as files`, texts);
}

const FURTHER = Object.fromEntries(Object.entries(further(SIZE)).map(([name, make]) => [name, make()]));
const hostile = {
  ...FURTHER,
  ...HOSTILE,
  ...MORE_HOSTILE,
  ...NEAR_MISSES,
  ...IN_TWO_WAYS,
  ...SAID_ABROAD,
  ...TYPED_AND_QUOTED,
};
let worst = 0;
for (const [name, text] of Object.entries(hostile)) {
  const times = [];
  for (let round = 0; round < 3; round += 1) {
    const redactor = fresh();
    times.push(await cpu(() => redactor.text(text)));
  }
  const ms = Math.min(...times);
  worst = Math.max(worst, ms);
  if (ms > LIMIT_MS / 5)
    console.log(
      `${name}: ${ms.toFixed(0)} ms CPU for ${text.length} characters${ms > LIMIT_MS ? '  OVER' : ''}`,
    );
}
const lintMs = await cpu(async () => {
  for (const text of Object.values(hostile)) await lint(text);
});
console.log(
  `${Object.keys(hostile).length} hostile texts: worst ${worst.toFixed(0)} ms CPU (limit ${LIMIT_MS}); secretlint took ${lintMs.toFixed(0)} ms for all`,
);
process.exitCode = worst > LIMIT_MS ? 1 : 0;
