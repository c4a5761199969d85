import { deflateSync, gzipSync } from 'node:zlib';
import { SIZE, fill } from './fill.mjs';
let seed = 11;
const rnd = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
const AL = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const rand = (a, n) => Array.from({ length: n }, () => a[Math.floor(rnd() * a.length)]).join('');
const many = (f) => {
  const parts = [];
  let n = 0;
  while (n < SIZE) {
    const p = f();
    parts.push(p);
    n += p.length;
  }
  return parts.join('').slice(0, SIZE);
};
const b64 = (t) => Buffer.from(t).toString('base64');
const pick = (...l) => l[Math.floor(rnd() * l.length)];
const deepJson = (n, leaf) => '{"a":'.repeat(n) + leaf + '}'.repeat(n);
/** What nearly is a secret, many times over, in every syntax and script, and encodings within encodings; the same in each run. */
export const NEAR_MISSES = {
  'sse of deep JSON': many(() => `data: ${deepJson(60, '{"password":"x"}')}\n\n`),
  'sse of one deep JSON': `data: ${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}\n\n`,
  'sse deltas of one letter': many(() => `data: {"delta":{"text":"${rand(AL, 1)}"}}\n\n`),
  'sse deltas of a key in pieces': many(
    () =>
      `data: {"choices":[{"delta":{"content":"sk-"}}]}\n\ndata: {"choices":[{"delta":{"content":"proj-"}}]}\n\n`,
  ),
  'sse deltas of escapes': many(() => `data: {"delta":{"partial_json":"\\\\u007b\\\\u0022"}}\n\n`),
  'sse without data': fill('event: a\nid: 1\n\n'),
  'ndjson of strings of JSON': many(
    () => JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ c: rand(AL, 3) }) }) }) + '\n',
  ),
  'keys that differ': JSON.stringify(
    Object.fromEntries(Array.from({ length: 8000 }, () => [rand(AL, 12), 1])),
  ),
  'telling keys that differ': JSON.stringify(
    Object.fromEntries(Array.from({ length: 7000 }, () => [`${rand(AL, 6)}_token`, rand(AL, 8)])),
  ),
  'telling humps': many(
    () => `${rand('abcdefgh', 3)}Token${rand('ABCDEFG', 1)}${rand('abc', 3)}Key: ${rand(AL, 4)} `,
  ),
  'names with long lists of words': fill('access_refresh_session_auth_token_key_secret_password_'),
  kebab: fill('x-api-key-token-secret-'),
  'almost sk keys': many(() => `sk-${rand(AL, 15)} `),
  'almost ghp': many(() => `ghp_${rand(AL, 29)} `),
  'almost jwt': many(() => `eyJ${rand(AL, 8)}.${rand(AL, 3)} `),
  'jwt with wrong signs': many(() => `eyJ${rand(AL, 20)}.${rand(AL, 20)}!${rand(AL, 20)} `),
  'aws ids': many(() => `AKIA${rand('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 15)} `),
  'aws ids in rows': many(
    () => `AKIA${rand('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)} ${rand('abcdef0123456789', 39)} `,
  ),
  'azure ==': many(() => `${rand(AL, 85)}== `),
  'azure Q~': many(() => `${rand(AL, 3)}8Q~${rand(AL, 30)} `),
  'almost emails': many(() => `${rand('abcdef', 9)}@${rand('abcdef', 9)}. `),
  'emails with long hosts': many(() => `a@${'b.'.repeat(60)}`),
  'quoted emails': fill('"a b"@c.de '),
  'emails of wide letters': fill('ü@ü.ü '),
  'emails with plus': fill('a+b+c+d+e+f+'),
  'almost phones': many(() => `+49 30 ${rand('0123456789', 2)} `),
  'phones with signs': fill('+1(2)-3.4/5 '),
  'dates as phones': many(() => `20${rand('0123456789', 2)}-${rand('01', 2)}-${rand('0123456789', 2)} `),
  'almost cards': many(
    () =>
      `4${rand('0123456789', 3)} ${rand('0123456789', 4)} ${rand('0123456789', 4)} ${rand('0123456789', 3)} `,
  ),
  'cards in one run': many(() => `4${rand('0123456789', 15)}`),
  'cards with dots': many(
    () =>
      `5${rand('0123456789', 3)}.${rand('0123456789', 4)}.${rand('0123456789', 4)}.${rand('0123456789', 4)} `,
  ),
  'almost ibans': many(
    () => `GB${rand('0123456789', 2)} ${rand('ABCD', 4)} ${rand('0123456789', 4)} ${rand('0123456789', 4)} `,
  ),
  'letters of ibans': fill('AB12CD34'),
  'small ibans': many(() => `de${rand('0123456789', 20)} `),
  'national ids': many(() => `${rand('0123456789', 3)}-${rand('0123456789', 2)}-${rand('0123456789', 4)} `),
  cpf: many(
    () =>
      `${rand('0123456789', 3)}.${rand('0123456789', 3)}.${rand('0123456789', 3)}-${rand('0123456789', 2)} `,
  ),
  'fiscal codes': many(
    () => `${rand('ABCDEFG', 6)}${rand('0123456789', 2)}A${rand('0123456789', 2)}B${rand('0123456789', 3)}C `,
  ),
  'separators |': fill('|-|-|'),
  'separators ,': fill(','),
  'separators ;': fill(';'),
  'separators tab': fill('\t'),
  'separators ~': fill('~'),
  'separators #': fill('#'),
  'separators /': fill('/'),
  'separators .': fill('.'),
  'separators _': fill('_'),
  'separators box': fill('─┼│'),
  'password and separators': fill('password ;;; '),
  'password and pipes': fill('password|||'),
  'token and tabs': fill('token\t\t\t'),
  'secret and dots': fill('secret...'),
  'zero width': fill('pass\u200bword\u200b='),
  combining: fill('p\u0301a\u0301s\u0301s='),
  'surrogates alone': fill('\ud800password=\udc00'),
  rtl: fill('\u202epassword\u202c: '),
  'full width': fill('ｐａｓｓｗｏｒｄ＝'),
  'arabic digits': fill('٤١١١ ١١١١ '),
  hangul: fill('비밀번호는'),
  kana: fill('パスワードは'),
  cyrillic: fill('пароль от '),
  thai: fill('รหัสผ่าน '),
  'long s': fill('paſſword='),
  kelvin: fill('to\u212aen='),
  nbsp: fill('token\u00a0=\u00a0'),
  bom: fill('\ufefftoken='),
  'emails in b64': many(() => `${b64(`${rand('abc', 5)}@${rand('abc', 5)}.com`)} `),
  'cards in b64': many(() => `${b64(`card 4${rand('0123456789', 15)}`)} `),
  'b64 in JSON in b64': many(() => `${b64(JSON.stringify({ a: b64(`token=${rand(AL, 8)}`) }))} `),
  'JSON in percent in JSON': many(
    () => JSON.stringify({ u: encodeURIComponent(JSON.stringify({ token: rand(AL, 4) })) }) + ' ',
  ),
  'percent in entities': many(() => `&quot;${encodeURIComponent(`"token":"${rand(AL, 4)}"`)}&quot; `),
  'percent in escapes': many(() => `\\u0022%22token%22%3A%22${rand(AL, 3)}\\u0022 `),
  'hex in percent': many(() => `%22${Buffer.from(`key=${rand(AL, 6)}`).toString('hex')}%22 `),
  'hex of hex': many(
    () => `${Buffer.from(Buffer.from(`pin=${rand('0123', 4)}`).toString('hex')).toString('hex')} `,
  ),
  'utf16 in b64': many(() => `${Buffer.from(`token=${rand(AL, 6)}`, 'utf16le').toString('base64')} `),
  'deflate pieces': many(() => `${deflateSync(`token=${rand(AL, 12)}`).toString('base64')} `),
  'gzip pieces': many(() => `${gzipSync(`token=${rand(AL, 12)}`).toString('base64')} `),
  'gzip fixed heads': many(
    () =>
      `${Buffer.concat([Buffer.from([31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b]), Buffer.from(rand(AL, 40))]).toString('base64')} `,
  ),
  'gzip dynamic heads': many(
    () =>
      `${Buffer.concat([gzipSync(rand(AL, 400)).subarray(0, 60), Buffer.from(rand(AL, 20))]).toString('base64')} `,
  ),
  'zlib heads': many(
    () => `${Buffer.concat([Buffer.from([0x78, 0x9c]), Buffer.from(rand(AL, 40))]).toString('base64')} `,
  ),
  'gzip of gzips': gzipSync(many(() => `${gzipSync(`token=${rand(AL, 9)}`).toString('base64')} `)).toString(
    'base64',
  ),
  'gzip of entities': gzipSync(many(() => `&quot;key&quot;:&quot;${rand(AL, 2)}&quot; `)).toString('base64'),
  'gzip of passwords': gzipSync(many(() => `password=${rand('ab1', 6)} `)).toString('base64'),
  'gzip of cards': gzipSync(many(() => `4${rand('01', 15)} `)).toString('base64'),
  'gzip of JSON of names': gzipSync(
    JSON.stringify(Array.from({ length: 12000 }, () => ({ [`${rand('ab', 3)}_key`]: rand('ab1', 8) }))),
  ).toString('base64'),
  'quoted printable of b64': `quoted-printable\n${many(() => `${b64(`key=${rand(AL, 8)}`).replaceAll('=', '=3D')}=\n`)}`,
  'urls with long queries': many(
    () =>
      `https://a.example/p?${Array.from({ length: 40 }, () => `${rand('abc', 2)}=${rand(AL, 3)}`).join('&')} `,
  ),
  'urls with tokens': many(() => `https://a.example/?access_token=${rand(AL, 12)} `),
  'urls in urls': many(
    () => `https://a.example/?u=https://b.example/?u=https://c.example/?token=${rand(AL, 3)} `,
  ),
  'short urls': fill('a://b '),
  'urls with users': many(() => `http://${rand(AL, 4)}@h.example `),
  'urls with at signs': fill('http://a@b@c@'),
  hooks: many(() => `https://hooks.slack.com/services/T${rand(AL, 3)} `),
  'xml of attributes': many(() => `<a password="${rand(AL, 3)}" token='${rand(AL, 3)}'/>`),
  'open tags': fill('<password'),
  CDATA: fill('<![CDATA[<token>'),
  comments: fill('<!-- password: '),
  'html inputs': many(() => `<input name="token" value="${rand(AL, 4)}">`),
  'csv of secrets': `id,password\n${many(() => `1,${rand(AL, 6)}\n`)}`,
  'csv of quotes': `id,password\n${fill('"",')}`,
  'tsv wide': `${fill('token\t').slice(0, 3000)}\n${many(() => `${rand(AL, 3)}\t`)}`,
  'markdown tables': `| user | password |\n|---|---|\n${many(() => `| ${rand(AL, 3)} | ${rand(AL, 6)} |\n`)}`,
  'yaml anchors': fill('password: &a *b\n'),
  'yaml deep': Array.from({ length: 600 }, (_, i) => `${' '.repeat(i)}token:`)
    .join('\n')
    .slice(0, SIZE),
  'ini sections': fill('[auth]\npassword\n'),
  'env exports': many(() => `export ${rand('ABC', 4)}_KEY=${rand(AL, 5)}\n`),
  commands: many(
    () =>
      pick('curl -u a:', 'mysql -pa', 'redis-cli -a ', 'docker login -p ', 'sshpass -p ') + rand(AL, 5) + ' ',
  ),
  'headers many': many(() => `x-${rand('abc', 3)}-token: ${rand(AL, 12)}\r\n`),
  'cookies long': `cookie: ${many(() => `${rand('abc', 3)}=${rand(AL, 6)}; `)}`,
  'set-cookies': many(() => `set-cookie: ${rand('abc', 3)}=${rand(AL, 9)}; Path=/\r\n`),
  sentences: many(
    () =>
      pick('the password is ', 'my pin is ', 'token for the ', 'secret of ', 'use the key ', 'code: ') +
      rand(AL, 4) +
      ' ',
  ),
  people: `a@b.example\n${many(() => `Dear Mr. ${pick('Aaa', 'Bbb')} Ccc,\n`)}`,
  addresses: many(() => `${rand('123', 2)} Main Street, `),
  'birth dates': many(() => `born ${rand('12', 1)}.1.19${rand('0123456789', 2)} `),
  'seed words': `seed phrase: ${many(() => `${pick('abandon', 'ability', 'able', 'about')} `)}`,
  'pem in JSON': JSON.stringify(
    Array.from({ length: 1500 }, () => `-----BEGIN PRIVATE KEY-----\n${rand(AL, 64)}\n`),
  ),
  'pem begin in begin': fill('-----BEGIN -----BEGIN '),
  pgp: fill('-----BEGIN PGP MESSAGE-----\n\n'),
  'der heads': many(() => `MIIE${rand(AL, 60)} `),
  'ssh-ed25519': fill('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 '),
  'placeholders broken': fill('[REDACTED:key:0000000]'),
  'placeholders nested': fill('[REDACTED:[REDACTED:key:00000000]'),
  'placeholders in urls': fill('https://a.example/?token=[REDACTED:query:00000000]&b=c '),
  'arrays of pairs': JSON.stringify(Array.from({ length: 6000 }, () => ['token', rand(AL, 6)])),
  'name value': JSON.stringify(Array.from({ length: 4000 }, () => ({ name: 'token', value: rand(AL, 8) }))),
  'numbers under pin': JSON.stringify(
    Array.from({ length: 9000 }, () => ({ pin: Math.floor(rnd() * 9999) })),
  ),
  'strings of emails': JSON.stringify(
    Array.from({ length: 5000 }, () => `x ${rand('abc', 6)}@${rand('abc', 6)}.org`),
  ),
  'escapes in JSON': JSON.stringify({ a: many(() => `"${rand(AL, 2)}":`).slice(0, 90_000) }),
  'JSON broken late': `${JSON.stringify(Array.from({ length: 6000 }, () => ({ token: rand(AL, 8) }))).slice(0, -1)},]`,
  'objects side by side': many(() => `{"token":"${rand(AL, 4)}"}`),
  'objects in prose': many(() => `see {"token":"${rand(AL, 4)}"} there `),
  'random signs': many(() => pick(...'"\'`{}[]()<>=:;,.@&%$#!?\\/|+-_ \n\t'.split(''))),
  'random words of rules': many(
    () =>
      pick(
        'password',
        'token',
        'key',
        'is',
        ':',
        '=',
        '"',
        ' ',
        'for',
        'the',
        'secret',
        'auth',
        'bearer ',
        'basic ',
        '\n',
      ) + pick('', ' ', rand(AL, 4)),
  ),
};
