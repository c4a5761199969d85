import { gzipSync } from 'node:zlib';
import { SIZE, fill } from './fill.mjs';

const packed = (bytes) => gzipSync(Buffer.alloc(bytes, 'password=a1 ')).toString('base64');
const b64 = (t) => Buffer.from(t).toString('base64');
let seed = 7;
const rnd = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
const rand = (alpha, n) => Array.from({ length: n }, () => alpha[Math.floor(rnd() * alpha.length)]).join('');
const AL = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const many = (f) => {
  let s = '';
  while (s.length < SIZE) s += f();
  return s.slice(0, SIZE);
};
const nest = (start, encs, size = SIZE / 2) => {
  let t = start;
  let i = 0;
  while (t.length < size) {
    t = encs[i++ % encs.length](t.length < 1000 ? t.repeat(3) : t);
  }
  return t.slice(0, SIZE);
};
const j = (t) => JSON.stringify({ a: t });
/** Texts that are full of what the rules look for, of what nearly is it, and of encodings within encodings; the same in each run. */
export const MORE_HOSTILE = {
  'arguments -p': JSON.stringify(Array.from({ length: 14_000 }, (_, at) => (at % 2 ? 'aB3xK9' : '-p'))),
  'lines of data without signs': fill(`${'aB3x'.repeat(19)}\n`),
  'lines of base64': fill(`${'aB3/'.repeat(19)}\n`),
  'lines of numbers': fill('- 0.12345\n'),
  'data of one event': fill('data: a token=aB3xK9mQ2pL7\n'),
  'authorization lines': fill('authorization: my-token-of-mine\nhost: a\n'),
  'words of a form': fill('Body=your+code+is+1234&'),
  'b64-percent-json-b64': nest('{"password":"hunter22"} ', [b64, encodeURIComponent, j, b64]),
  'json-b64 ladder': nest('token=abc ', [j, b64]),
  'percent-b64 ladder': nest('token=abc ', [encodeURIComponent, b64]),
  'hex-b64 ladder': nest('token=abc ', [(t) => Buffer.from(t).toString('hex'), b64]),
  'many b64 pieces': many(() => b64(rand(AL, 30)) + ' '),
  'many b64 json': many(() => b64(JSON.stringify({ a: rand(AL, 9), password: 'x' })) + ' '),
  'many b64 long': many(() => b64(rand(AL + ' ={}":', 3000)) + '\n'),
  'many hex pieces': many(() => Buffer.from(rand(AL, 20)).toString('hex') + ' '),
  'many percent pieces': many(() => encodeURIComponent(rand(AL + '{}":& ', 20)) + ' '),
  'near-miss jwts': many(() => 'eyJ' + rand(AL, 20) + '.eyJ' + rand(AL, 20) + '. '),
  'jwt two parts': many(() => b64('{"alg":"HS256"}') + '.' + rand(AL, 40) + ' '),
  'jwt run': 'eyJhbGciOiJIUzI1NiJ9.' + fill('eyJhbGciOiJIUzI1NiJ9.'),
  'pem headers no end': many(() => '-----BEGIN RSA PRIVATE KEY-----\n' + rand(AL, 64) + '\n'),
  'pem ends': fill('-----END PRIVATE KEY-----\n'),
  'pem begin mixed': many(() => `-----BEGIN ${rand('ABC ', 9)}-----`),
  'key= x 50k': fill('key='),
  'key=& ': fill('key=a&'),
  'api_key: ': fill('api_key: '),
  'token:" ': fill('token:" '),
  'secret=\\n': fill('secret=\n'),
  'cards near': many(() => '4' + rand('0123456789', 15) + ' '),
  'cards dashed': many(
    () =>
      '4' +
      rand('0123456789', 3) +
      '-' +
      rand('0123456789', 4) +
      '-' +
      rand('0123456789', 4) +
      '-' +
      rand('0123456789', 4) +
      ' ',
  ),
  'cards json': JSON.stringify(Array.from({ length: 10000 }, () => '4' + rand('0123456789', 15))),
  'ibans near': many(() => 'DE' + rand('0123456789', 20) + ' '),
  'ibans spaced': many(() => 'FR' + Array.from({ length: 6 }, () => rand('0123456789', 4)).join(' ') + ' '),
  'a@a@a': fill('a@a'),
  'a@a.b@': fill('a@a.b@'),
  'a.a.a@': fill('a.a.a.a.a.a.a.a@'),
  'emails near': many(() => rand(AL, 6) + '@' + rand(AL, 5) + ' '),
  'emails real': many(() => rand('abcdef', 6) + '@' + rand('abcdef', 5) + '.com '),
  'emails json': JSON.stringify(
    Array.from({ length: 8000 }, () => ({ e: rand('abcdef', 6) + '@' + rand('abcdef', 5) + '.com' })),
  ),
  'unicode escapes': fill('\\u0070\\u0061\\u0073\\u0073'),
  'unicode escapes json': JSON.stringify({ a: fill('\\u0070').slice(0, 90000) }),
  'data urls': many(() => 'data:image/png;base64,' + rand(AL, 200) + '" '),
  'one data url': 'data:application/json;base64,' + b64(fill('{"a":"b","password":"c"},')).slice(0, 199000),
  'digits random': rand('0123456789', SIZE),
  'digits spaced': many(() => rand('0123456789', 12) + ' '),
  'digits dashed': many(() => rand('0123456789', 3) + '-'),
  'digits dotted': many(() => rand('0123456789', 3) + '.'),
  'phones near': many(() => '+' + rand('0123456789', 3) + ' ' + rand('0123456789', 3) + ' '),
  'phones US': many(() => '(' + rand('0123456789', 3) + ') ' + rand('0123456789', 3) + '-'),
  ips: many(() => [0, 0, 0, 0].map(() => 1 + Math.floor(rnd() * 250)).join('.') + ' '),
  'random letters': rand(AL, SIZE),
  'random words': many(() => rand(AL, 32) + ' '),
  'random hex 40': many(() => rand('0123456789abcdef', 40) + ' '),
  uuids: many(
    () =>
      `${rand('0123456789abcdef', 8)}-${rand('0123456789abcdef', 4)}-4${rand('0123456789abcdef', 3)}-a${rand('0123456789abcdef', 3)}-${rand('0123456789abcdef', 12)} `,
  ),
  'random printable': many(() => rand(AL + '!@#$%^&*()_+-=[]{}|;:",./<>?`~ \n', 100)),
  'random bytes latin1': many(() => String.fromCharCode(32 + Math.floor(rnd() * 220))),
  'passwords in json': JSON.stringify(Array.from({ length: 8000 }, () => ({ password: rand(AL, 8) }))),
  'password lines': many(() => `password=${rand(AL, 12)}\n`),
  'password kv no sep': many(() => `password ${rand(AL, 12)} `),
  Bearers: many(() => `Authorization: Bearer ${rand(AL, 20)}\n`),
  basic: many(() => `Authorization: Basic ${b64(rand(AL, 6) + ':' + rand(AL, 6))}\n`),
  urls: many(() => `https://user:${rand(AL, 8)}@host.example/?token=${rand(AL, 8)}&a=b `),
  'urls queries': 'https://a.example/?' + many(() => `${rand('abc', 3)}=${rand(AL, 8)}&`),
  'vendor prefixes': many(
    () =>
      [
        'sk-',
        'ghp_',
        'AKIA',
        'xoxb-',
        'glpat-',
        'npm_',
        'pypi-',
        'hf_',
        'gsk_',
        'AIza',
        'SG.',
        'shpat_',
        'dop_v1_',
        'hvs.',
        'ya29.',
        'EAAC',
        'rk_live_',
        'whsec_',
      ][Math.floor(rnd() * 18)] + rand(AL, 5),
  ),
  'vendor prefixes spaced': many(
    () =>
      [
        'sk-',
        'ghp_',
        'AKIA',
        'xoxb-',
        'glpat-',
        'npm_',
        'pypi-',
        'hf_',
        'gsk_',
        'AIza',
        'SG.',
        'shpat_',
        'dop_v1_',
        'hvs.',
        'ya29.',
        'EAAC',
        'rk_live_',
        'whsec_',
      ][Math.floor(rnd() * 18)] +
      rand(AL, 30) +
      ' ',
  ),
  'all cue words': many(
    () =>
      [
        'password',
        'token',
        'secret',
        'key',
        'email',
        'phone',
        'iban',
        'address',
        'name',
        'born',
        'card',
        'passport',
        'user',
        'login',
        'cookie',
        'auth',
        'code',
        'pin',
        'account',
        'ssn',
      ][Math.floor(rnd() * 20)] + ' ',
  ),
  'all cue words:': many(
    () =>
      [
        'password',
        'token',
        'secret',
        'key',
        'email',
        'phone',
        'iban',
        'address',
        'name',
        'born',
        'card',
        'passport',
        'user',
        'login',
        'cookie',
        'auth',
        'code',
        'pin',
        'account',
        'ssn',
      ][Math.floor(rnd() * 20)] + ': a1 ',
  ),
  'all cue words=': many(
    () =>
      [
        'password',
        'token',
        'secret',
        'key',
        'email',
        'phone',
        'iban',
        'address',
        'name',
        'born',
        'card',
        'passport',
        'user',
        'login',
        'cookie',
        'auth',
        'code',
        'pin',
        'account',
        'ssn',
      ][Math.floor(rnd() * 20)] + '="',
  ),
  yaml: many(() => `${rand('abc', 4)}_key: ${rand(AL, 6)}\n`),
  'yaml nested': many(() => `${' '.repeat(Math.floor(rnd() * 40))}secret:\n`),
  xml: many(() => `<token>${rand(AL, 6)}</token>`),
  'xml attrs': many(() => `<add key="token" value="${rand(AL, 6)}" />`),
  csv: 'id,password,email\n' + many(() => `1,${rand(AL, 6)},x\n`),
  'tsv wide': Array.from({ length: 3000 }, (_, i) => 'password' + i).join('\t') + '\n' + fill('a\t'),
  'md table wide':
    '|' +
    fill('password|').slice(0, 60000) +
    '\n|' +
    fill('---|').slice(0, 60000) +
    '\n|' +
    fill('a1b2|').slice(0, 60000),
  'sse many': many(() => `data: {"choices":[{"delta":{"content":"${rand(AL, 2)}"}}]}\n\n`),
  'sse one letter': many(() => 'data: {"d":"a"}\n\n'),
  jsonl: many(() => `{"t":"${rand(AL, 4)}","token":"${rand(AL, 4)}"}\n`),
  'json strings of json': JSON.stringify(
    Array.from({ length: 4000 }, () => JSON.stringify({ a: rand(AL, 4), token: 'x' })),
  ),
  'json deep password': '{"password":'.repeat(9000) + '1' + '}'.repeat(9000),
  'json names': JSON.stringify(
    Array.from({ length: 3000 }, () => ({
      first_name: 'Ann',
      last_name: rand('abc', 5),
      email: 'a@b.example',
      phone: '+49 151 23456789',
    })),
  ),
  'json keys long': JSON.stringify(
    Object.fromEntries(Array.from({ length: 6000 }, (_, i) => [`some_long_key_name_${i}_token`, i])),
  ),
  'people prose':
    'a@b.example ' +
    many(
      () =>
        `${rand('ABC', 1)}${rand('abc', 5)} ${rand('ABC', 1)}${rand('abc', 5)} lives at ${rand('123', 2)} Main Street, `,
    ),
  addresses: many(() => `${rand('123456789', 3)} Main Street, Springfield, IL ${rand('0123456789', 5)} `),
  birth: many(() => `born 19${rand('0123456789', 2)}-01-0 `),
  'quotes mix': fill(`"'\`"'`),
  'colon quotes': fill('":"'),
  'json-ish broken': fill('{"password":"a1b2c3","'),
  commas: fill(','),
  semicolons: fill('a=b;'),
  tabs: fill('\t'),
  crlf: fill('a:b\r\n'),
  surrogates: fill('\ud800'),
  nul: fill('\0'),
  cjk: fill('密码是'),
  cyr: fill('пароль '),
  arab: fill('كلمة السر '),
  entities: fill('&quot;password&quot;:&quot;a1&quot;'),
  'entities num': fill('&#112;&#97;'),
  'quoted printable': fill('pass=77ord=3D'),
  'escaped quotes': fill('\\"password\\":\\"a1\\",'),
  'deeply escaped': fill('\\\\\\"token\\\\\\":'),
  multipart: fill('--x\r\nContent-Disposition: form-data; name="password"\r\n\r\na\r\n'),
  'curl -H': fill("curl -H 'Authorization: Bearer a' "),
  '--password ': fill('--password a1 '),
  'export ': fill('export TOKEN=a1\n'),
  headers: fill('X-Api-Key: a1b2c3d4e5f6\r\n'),
  'cookies long': 'Cookie: ' + many(() => `${rand('abc', 3)}=${rand(AL, 10)}; `),
  'seed phrase': 'seed phrase: ' + fill('abandon ability able about above absent '),
  'hex colon': fill('0a:1b:'),
  macs: many(() => '0a:1b:2c:3d:4e:5f '),
  ipv6: fill('2001:db8:'),
  'crypt hashes': many(() => '$6$' + rand(AL, 8) + '$' + rand(AL, 20) + ' '),
  'placeholders mixed': many(() => `[REDACTED:key:${rand('0123456789abcdef', 8)}] password=`),
  'gzip heads': many(() => 'H4sIAAAAAAAA' + rand(AL, 60) + ' '),
  'gzip bomb': Array.from({ length: 30 }, () => packed(2_000_000))
    .join(' ')
    .slice(0, SIZE),
  'gzip within the bound': Array.from({ length: 30 }, () => packed(250_000))
    .join(' ')
    .slice(0, SIZE),
  'ssh keys': many(() => 'ssh-rsa AAAAB3NzaC1yc2E' + rand(AL, 200) + ' a@b\n'),
  'conn strings': many(() => `Server=a;User Id=b;Password=${rand(AL, 8)};`),
  swift: fill(':20:a\n:50K:/123\nA B\n'),
  hl7: fill('PID|1||123^^^A||DOE^JOHN||19800101\r'),
  'account numbers of many parts': many(() => `card[ tc kimlik=${rand(AL, 22)}==`),
  'urls with escapes': many(
    () => `'https://a.example/${rand(AL, 5)}?app=${rand(AL, 8)}\\u00${Math.floor(2 + rnd() * 5)}1`,
  ),
  'many escapes': many(
    () =>
      ['\\u0022', '&#61;', '=3D', '%22', '&quot;', ' of ', '\n', '://', '{', "':"][Math.floor(rnd() * 10)],
  ),
  'many passwords in b64': many(() => b64(`password=${rand(AL, 9)}`) + ' '),
  'many b64 of escapes': many(() => b64(`&quot;${rand(AL, 9)}=3D=3D&quot;token=${rand(AL, 9)}`) + ' '),
  'percent broken': many(() => `%${rand('0123456789ABCDEF', 2)}=`),
  'escapes broken': fill('[{"a":"\\q'),
  'placeholders and keys': many(
    () => `\n  put{"token":"${rand(AL, 8)}"}[REDACTED:key:${rand('0123456789abcdef', 8)}]`,
  ),
  'ids and cues': many(() => `: ${rand('0123456789abcdef', 8)}-${rand(AL, 8)} set-token:`),
  'gzip of urls': Array.from({ length: 30 }, () =>
    gzipSync(many(() => `insured https://a.example/${rand(AL, 5)}?app=${rand(AL, 8)} mysql `)).toString(
      'base64',
    ),
  )
    .join(' ')
    .slice(0, SIZE),
  'names: ': many(
    () => `${['PWD', 'sess_id', 'nhs_number', 'psk', 'medical_record'][Math.floor(rnd() * 5)]}: `,
  ),
  'orders of encodings': many(
    () => `${nest(`{"token":"${rand(AL, 8)}"}`, [b64, encodeURIComponent, j], 1500)} `,
  ),
  'percent in b64 in percent': many(
    () => `${encodeURIComponent(b64(encodeURIComponent(b64(`a=${rand(AL, 9)}&key=%22${rand(AL, 9)}`))))} `,
  ),
  'b64 of many b64': b64(many(() => `${b64(`key:token:user:${rand(AL, 9)}`)} `)).slice(0, SIZE),
  'b64 of b64 of many b64': b64(b64(many(() => `${b64(`key:token:user:${rand(AL, 9)}`)} `))).slice(0, SIZE),
  'gzip as tight as records': Array.from({ length: 30 }, () =>
    gzipSync(many(() => `password=${rand('ab1', 3)} `.repeat(30))).toString('base64'),
  )
    .join(' ')
    .slice(0, SIZE),
  'gzip of many b64': gzipSync(many(() => `${b64(`key:token:user:${rand(AL, 3)}`)} `)).toString('base64'),
  'entities of b64 of entities': many(
    () => `&quot;${b64(`&quot;${b64(`&quot;key=${rand(AL, 9)}&quot;`)}&quot;`)}&lt;`,
  ),
  'form whose fields are escaped': fill('\ntoken=a%20b&c='),
  'code in elements': fill('your code <b><b>'),
  'openssl passwd -a ': fill('openssl passwd -a '),
  "crypt('a": `gen_salt( ${fill("crypt('a")}`,
  'Password:: ': fill('Password:: '),
  'http://a:b?': fill('http://a:b?'),
  'http://a:b/': fill('http://a:b/c'),
  'slashes in one address': `postgres://a:${fill('b/')}@h`,
  'nmcli -t ': fill('nmcli -t -f c '),
  'gh variable set ': fill('gh variable set -e a -r b '),
  'gh secret set ': fill('gh secret set a -r '),
  'poetry config ': fill('poetry config a.b.'),
  'attach as key': fill('ATTACH "a" AS b '),
};
