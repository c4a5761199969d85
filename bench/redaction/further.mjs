import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

const SIZE = 200_000;
let seed = 77;
const next = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
const below = (most) => Math.floor(next() * most);
const pick = (...list) => list[below(list.length)];
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const ALL = LOWER + UPPER + DIGITS;
const HEX = '0123456789abcdef';
const of = (letters, length) => Array.from({ length }, () => letters[below(letters.length)]).join('');
const b64 = (text) => Buffer.from(text).toString('base64');
const b64url = (text) => Buffer.from(text).toString('base64url');
const hex = (text) => Buffer.from(text).toString('hex');
const wide = (text) => Buffer.from(text, 'utf16le').toString('base64');
const percent = encodeURIComponent;
const all = (text) =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const units = (text) =>
  Array.from(text, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const xs = (text) =>
  Array.from(Buffer.from(text), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
const octal = (text) =>
  Array.from(Buffer.from(text), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
const entities = (text) => Array.from(text, (char) => `&#${char.charCodeAt(0)};`).join('');
const hexEntities = (text) => Array.from(text, (char) => `&#x${char.charCodeAt(0).toString(16)};`).join('');
const json = (text) => JSON.stringify({ a: text });
const quoted = (text) => JSON.stringify(text).slice(1, -1);
const gzip = (text) => gzipSync(text).toString('base64');
const deflate = (text) => deflateSync(text).toString('base64');
const qp = (text) =>
  Array.from(Buffer.from(text), (byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

const VENDORS = [
  'aio_',
  'apify_a_b_',
  'amzn.mws.',
  'cs',
  'dose',
  'mfa.',
  'na1.',
  'live_',
  'mb_',
  'md-',
  'ptr_',
];
VENDORS.push(
  'pina_',
  'sec-c-',
  'v1.',
  'YC',
  '6P',
  'edsk',
  'LLM|1',
  '1000.',
  'A21AA',
  'GOOG',
  'u+',
  'ed25519:',
  'b.AAAAAQ',
);

const TELLING = [
  'password',
  'token',
  'secret',
  'api_key',
  'access_token',
  'client_secret',
  'authorization',
  'cookie',
  'x-api-key',
  'private_key',
  'passwd',
  'pin',
  'otp',
  'refresh_token',
  'session_id',
  'webhook_url',
  'dsn',
  'connectionString',
  'card_number',
  'iban',
  'ssn',
  'email',
  'phone',
  'date_of_birth',
  'address',
  'passport',
  'mnemonic',
  'seed',
];
const telling = () => pick(...TELLING);
const secret = () => `${of(ALL, 4)}-${of(ALL, 9)}9aB`;

/** @type {(size: number) => Record<string, () => string>} */
export function further(size = SIZE) {
  const fill = (unit) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
  const many = (make, joint = '') => {
    const parts = [];
    for (let length = 0; length < size;) {
      const part = make(parts.length) + joint;
      parts.push(part);
      length += part.length;
    }
    return parts.join('').slice(0, size);
  };
  const wrap = (text, lead = '', tail = '') => lead + text.slice(0, size - lead.length - tail.length) + tail;
  const layers = (text, ...encoders) => encoders.reduce((inner, encode) => encode(inner), text);
  const fit = (make) => {
    let text = '';
    for (let count = 1; ; count *= 2) {
      if (count > 8192) return text;
      const more = make(count);
      if (more.length > size) return text === '' ? more.slice(0, size) : text;
      text = more;
    }
  };
  const ENCODERS = {
    b64,
    b64url,
    hex,
    wide,
    percent,
    all,
    units,
    xs,
    entities,
    hexEntities,
    json,
    gzip,
    deflate,
    qp,
    octal,
  };
  const cross = {};
  // every pair of encodings, many small ones beside each other
  for (const [one, inner] of Object.entries(ENCODERS))
    for (const [two, outer] of Object.entries(ENCODERS))
      cross[`${two} of ${one}, many`] = () => many(() => `${outer(inner(`"token":"${of(ALL, 5)}"`))} `);
  // and one around many
  for (const [name, outer] of Object.entries(ENCODERS)) {
    cross[`${name} of many passwords`] = () =>
      fit((n) => outer(Array.from({ length: n * 8 }, () => `password=${secret()}`).join('&')));
    cross[`${name} of prose`] = () =>
      fit((n) => outer('the token of the user is in the box, and the key: under it. '.repeat(n * 2)));
    cross[`${name} of many urls`] = () =>
      fit((n) =>
        outer(
          Array.from(
            { length: n },
            () => `https://u:${of(ALL, 9)}@${of(LOWER, 6)}.example/p?token=${of(ALL, 12)}&a=${of(ALL, 3)}`,
          ).join(' '),
        ),
      );
    cross[`${name} three times`] = () =>
      fit((n) => layers(`password=${secret()} `.repeat(n), outer, outer, outer));
    cross[`${name} many, three times`] = () =>
      many(() => `${layers(`key=${of(ALL, 6)}`, outer, outer, outer)} `);
    cross[`${name} without an end`] = () => many(() => outer(`{"password":"${of(ALL, 3)}`).slice(0, -1));
  }
  return {
    ...cross,
    // near-misses of what stands behind names
    'names of humps': () =>
      many(
        () =>
          `${pick('my', 'the', 'user')}${of(UPPER, 1)}${of(LOWER, 3)}${pick('Token', 'Key', 'Secret', 'Password')}${of(UPPER, 1)}${of(LOWER, 2)}: ${of(ALL, 3)}, `,
      ),
    'names of humps and =': () =>
      many(
        () => `${of(LOWER, 2)}${pick('Token', 'Key', 'Auth')}${of(UPPER, 2)}${of(LOWER, 2)}=${of(ALL, 5)};`,
      ),
    'names of snakes': () => many(() => `${of(LOWER, 3)}_${telling()}_${of(LOWER, 3)}: ${of(ALL, 4)}\n`),
    'names of kebabs': () => many(() => `${of(LOWER, 3)}-${telling()}-${of(LOWER, 3)} = "${of(ALL, 4)}"\n`),
    'names of dots': () => many(() => `${of(LOWER, 3)}.${telling()}.${of(LOWER, 3)}=${of(ALL, 4)}\n`),
    'SHOUTED names': () => many(() => `${of(UPPER, 4)}_${telling().toUpperCase()}=${of(ALL, 4)}\n`),
    'names that differ, values of words': () => many(() => `${of(LOWER, 5)}_token: ${of(LOWER, 7)}\n`),
    'names that differ, secrets': () => many(() => `${of(LOWER, 5)}_token: ${secret()}\n`),
    'secrets in quotes': () => many(() => `${telling()}: "${secret()}", `),
    'secrets in escaped quotes': () => many(() => `\\"${telling()}\\": \\"${secret()}\\", `),
    'secrets in quotes escaped twice': () =>
      many(() => `\\\\\\"${telling()}\\\\\\":\\\\\\"${secret()}\\\\\\",`),
    'values that never end': () => many(() => `password="${of(LOWER, 8)} `),
    'values of one line each, no end': () => many(() => `password='${of(ALL, 60)}\n`),
    'names, then spaces': () => many(() => `${telling()}${' '.repeat(40)}`),
    'names and equals': () => many(() => `${telling()}${'='.repeat(12)}`),
    'names and colons': () => many(() => `${telling()}${':'.repeat(12)}`),
    'names and arrows': () => many(() => `${telling()} => -> := == `),
    'names and brackets': () => many(() => `${telling()}[${telling()}](${telling()}){`),
    'one long name': () => `${fill('access_token_')}=aB3dE5fG7`,
    'one long name of letters': () => `${'a'.repeat(size - 12)}password=aB3`,
    'one value of a secret': () => `password=${of(ALL, size - 9)}`,
    'one value in quotes': () => `password="${of(`${ALL} `, size - 11)}"`,
    'a password of all signs': () =>
      wrap(
        many(() => of('!$%&()*+,-./:;<>?@[]^_{|}~', 20)),
        'password=',
      ),
    // sentences
    'passwords in sentences': () => many(() => `the ${telling()} for ${of(LOWER, 5)} is ${of(ALL, 7)}. `),
    'sentences that differ': () =>
      many(() => `Please use ${secret()} as the ${telling()} of the ${of(LOWER, 6)}! `),
    'sentences in German': () =>
      many(() => `Das Passwort für ${of(UPPER, 1)}${of(LOWER, 5)} lautet ${of(ALL, 8)}, `),
    'sentences in French': () => many(() => `le mot de passe de ${of(LOWER, 5)} est « ${of(ALL, 8)} » `),
    'sentences in Japanese': () => many(() => `パスワードは「${of(ALL, 6)}」です。`),
    'sentences in Chinese': () => many(() => `密码是${of(ALL, 6)}，验证码：${of(DIGITS, 4)}。`),
    'sentences in Russian': () => many(() => `пароль пользователя ${of(LOWER, 4)}: ${of(ALL, 6)}; `),
    'sentences in Arabic': () => many(() => `كلمة المرور هي ${of(ALL, 7)} `),
    'sentences in Korean': () => many(() => `비밀번호는 ${of(ALL, 7)} 입니다. `),
    'sentences in Turkish': () => many(() => `şifre: ${of(ALL, 7)} İ ı `),
    'labels and colons': () =>
      many(() => `Your temporary ${telling()} (one of ${below(9)}): ${of(ALL, 5)}\n`),
    'labels that nearly are': () =>
      many(() => `The tokenizer of the secretary ${below(99)}: ${of(LOWER, 5)} `),
    'wide labels': () => many(() => `${of('日本語鍵密码口令', 6)}：${of(ALL, 6)} `),
    'wide labels without values': () => fill('鍵：'),
    'wide letters and colons': () => many(() => `${of('äöüßéèñ', 5)}: `),
    // URLs
    'urls of users': () => many(() => `https://${of(LOWER, 4)}:${of(ALL, 9)}@${of(LOWER, 5)}.example/ `),
    'urls of telling paths': () =>
      many(() => `https://a.example/${telling()}/${of(ALL, 22)}/${of(ALL, 12)} `),
    'urls of many parameters': () =>
      many(
        () =>
          `https://a.example/?${Array.from({ length: 30 }, () => `${of(LOWER, 3)}=${of(ALL, 8)}`).join('&')} `,
      ),
    'urls of one parameter each': () => many(() => `http://a.b/?${of(LOWER, 4)}=${of(ALL, 10)}\n`),
    'urls of many fragments': () =>
      many(() => `https://a.example/#access_token=${of(ALL, 8)}&state=${of(ALL, 6)}#`),
    'urls in percent in urls': () =>
      many(
        () => `https://a.b/?u=${percent(`https://c.d/?u=${percent(`https://e.f/?token=${of(ALL, 8)}`)}`)} `,
      ),
    'urls of escapes': () => many(() => `https:\\/\\/a.example\\/?token=${of(ALL, 6)} `),
    'urls of entities': () => many(() => `https://a.example/?a=1&amp;token=${of(ALL, 9)}&amp;b=2 `),
    'urls with wide hosts': () => many(() => `https://${of('äöüß', 6)}.example/?key=${of(ALL, 8)} `),
    'schemes and nothing': () => fill('https://'),
    'schemes of letters': () => many(() => `${of(LOWER, 28)}://`),
    'one URL of parameters': () =>
      wrap(
        many(() => `${of(LOWER, 4)}=${of(ALL, 6)}&`),
        'https://a.example/?',
      ),
    'one URL of telling parameters': () =>
      wrap(
        many(() => `${telling()}=${of(ALL, 6)}&`),
        'https://a.example/?',
      ),
    'one URL of segments': () =>
      wrap(
        many(() => `/${of(ALL, 6)}`),
        'https://a.example',
      ),
    'one URL of telling segments': () =>
      wrap(
        many(() => `/${telling()}/${of(ALL, 16)}`),
        'https://a.example',
      ),
    'one URL of matrix parameters': () =>
      wrap(
        many(() => `;${telling()}=${of(ALL, 6)}`),
        'https://a.example/a',
      ),
    'queries without hosts': () => many(() => `/${of(LOWER, 4)}?${telling()}=${of(ALL, 7)} `),
    'queries of question marks': () => many(() => `/a?${of(LOWER, 3)}=?${of(LOWER, 3)}=?`),
    'paths and question marks': () => many(() => `/${of(LOWER, 390)}?`),
    connections: () => many(() => `Server=${of(LOWER, 4)};User Id=${of(LOWER, 3)};Password=${of(ALL, 7)};`),
    'postgres URLs': () =>
      many(
        () =>
          `postgres://${of(LOWER, 3)}:${of(ALL, 7)}@${of(LOWER, 3)}:5432/${of(LOWER, 3)}?sslpassword=${of(ALL, 5)}\n`,
      ),
    'urls with placeholders': () =>
      many(
        () => `https://[REDACTED:user:00000000]:${of(ALL, 8)}@a.example/?token=[REDACTED:token:12345678] `,
      ),
    // headers, multipart, SSE
    'header lines': () =>
      many(
        () =>
          `X-${of(UPPER, 1)}${of(LOWER, 4)}-${pick('Key', 'Token', 'Gate')}: ${secret()}${of(ALL, 12)}\r\n`,
      ),
    'header lines of HTTP': () =>
      wrap(
        many(() => `X-${of(UPPER, 1)}${of(LOWER, 4)}-Gate: ${of(ALL, 24)}\r\n`),
        'GET / HTTP/1.1\r\n',
      ),
    'header lines that nearly are': () =>
      wrap(
        many(() => `X-${of(UPPER, 1)}-${of(LOWER, 4)}-A-B-C-D-E: ${of(ALL, 15)}\r\n`),
        'GET / HTTP/1.1\r\n',
      ),
    'requests on requests': () =>
      many(
        () =>
          `POST /?token=${of(ALL, 6)} HTTP/1.1\r\nAuthorization: Bearer ${of(ALL, 16)}\r\nCookie: a=${of(ALL, 8)}; b=${of(ALL, 8)}\r\n\r\n`,
      ),
    'curl with headers': () =>
      many(() => `curl -H 'X-Acme-${of(UPPER, 1)}: ${of(ALL, 20)}' -u ${of(LOWER, 4)}:${of(ALL, 6)} `),
    'Authorization of digests': () =>
      many(
        () =>
          `Authorization: Digest username="${of(LOWER, 4)}", nonce="${of(HEX, 16)}", response="${of(HEX, 32)}"\r\n`,
      ),
    'one cookie': () =>
      wrap(
        many(() => `${of(LOWER, 4)}=${of(ALL, 8)}; `),
        'Cookie: ',
      ),
    'one set-cookie': () =>
      wrap(
        many(() => `${of(LOWER, 4)}=${of(ALL, 8)}; Path=/; HttpOnly, `),
        'Set-Cookie: ',
      ),
    'multipart forms': () =>
      many(() => `--x\r\nContent-Disposition: form-data; name="${telling()}"\r\n\r\n${of(ALL, 8)}\r\n`),
    'multipart forms without ends': () =>
      many(() => `Content-Disposition: form-data; name="${telling()}"\r\n`),
    'multipart of files': () =>
      many(
        () =>
          `--x\r\nContent-Disposition: form-data; name="f"; filename="${of(LOWER, 4)}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${b64(of(ALL, 60))}\r\n`,
      ),
    'mail of quoted-printable': () =>
      wrap(
        many(() => `${qp(`password: ${of(ALL, 6)}`)}=\r\n`),
        'Content-Transfer-Encoding: quoted-printable\r\n\r\n',
      ),
    'soft line breaks': () =>
      wrap(
        many(() => `to=\r\nken=3D${of(ALL, 5)}=\r\n`),
        'Content-Transfer-Encoding: quoted-printable\r\n\r\n',
      ),
    'events of base64': () => many(() => `data: ${b64(`{"token":"${of(ALL, 6)}"}`)}\n\n`),
    'events of deltas of JSON': () =>
      many(() => `data: ${JSON.stringify({ delta: { partial_json: `{"password":"${of(ALL, 4)}` } })}\n\n`),
    'events of deltas of URLs': () =>
      many(() => `data: ${JSON.stringify({ delta: { content: `https://a.b/?t=${of(ALL, 6)} ` } })}\n\n`),
    'events of deltas of base64': () =>
      many(() => `data: ${JSON.stringify({ delta: { content: b64(`token=${of(ALL, 6)} `) } })}\n\n`),
    'events that differ in their paths': () =>
      many((n) => `data: ${JSON.stringify({ [`a${n}`]: { b: telling() } })}\n\n`),
    'events of several lines': () =>
      many(
        () => `event: x\r\nid: ${below(1e6)}\r\nretry: 10\r\ndata: {"a":\r\ndata: "${of(ALL, 6)}"}\r\n\r\n`,
      ),
    'events of broken JSON': () => many(() => `data: {"password":"${of(ALL, 6)}"\n\n`),
    'JSON lines that break': () => many((n) => `{"token":"${of(ALL, 6)}"${n % 7 === 6 ? '' : '}'}\n`),
    'JSON lines of CR': () => many(() => `{"token":"${of(ALL, 6)}"}\r`),
    'comments of events': () => fill(': token\n'),
    // JSON
    'JSON of one long string': () => JSON.stringify({ a: of(ALL, size - 10) }),
    'JSON of one string of escapes': () => JSON.stringify({ a: fill('"\\').slice(0, size / 2 - 8) }),
    'JSON of strings in strings': () => {
      let text = '{"password":"a1B2c3D4"}';
      for (let more = json(text); more.length < size; more = json(text)) text = more;
      return text;
    },
    'JSON of deep lists in strings': () =>
      JSON.stringify({ a: `${'['.repeat(size / 2 - 10)}${']'.repeat(size / 2 - 10)}` }),
    'JSON of deep objects in strings': () =>
      JSON.stringify({ a: fit((n) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`) }),
    'deep objects': () => fit((n) => `${'{"token":'.repeat(n)}"a1B2"${'}'.repeat(n)}`),
    'deep objects that differ': () =>
      fit(
        (n) => `${Array.from({ length: n }, () => `{"${of(LOWER, 5)}Key":`).join('')}"a1B2"${'}'.repeat(n)}`,
      ),
    'JSON within prose': () => many(() => `see {"password": "${of(ALL, 6)}", "a": [1, 2]} and `),
    'JSON within prose, broken': () => many(() => `see {"password": "${of(ALL, 6)}", "a": [1, 2} and `),
    'JSON in JSON within prose': () =>
      many(() => `see {"a": ${JSON.stringify(`{"token":"${of(ALL, 6)}"}`)}} `),
    'JSON of pairs': () =>
      JSON.stringify(Array.from({ length: size / 42 }, () => ({ name: telling(), value: of(ALL, 8) }))),
    'JSON of headers': () =>
      JSON.stringify({
        headers: Array.from({ length: size / 36 }, () => [`x-${of(LOWER, 6)}`, of(ALL, 18)]),
      }),
    'JSON of forms': () =>
      JSON.stringify(Array.from({ length: size / 40 }, () => `${telling()}=${of(ALL, 8)}&a=${of(ALL, 3)}`)),
    'JSON of cookies': () => JSON.stringify({ cookie: many(() => `${of(LOWER, 5)}=${of(ALL, 10)}; `) }),
    'JSON of commands': () =>
      JSON.stringify(
        Array.from({ length: size / 40 }, () => ['curl', '--token', of(ALL, 10), '-u', `a:${of(ALL, 6)}`]),
      ),
    'JSON of keys of secrets': () =>
      JSON.stringify(Object.fromEntries(Array.from({ length: size / 40 }, () => [`sk-${of(ALL, 24)}`, 1]))),
    'JSON of keys of emails': () =>
      JSON.stringify(
        Object.fromEntries(
          Array.from({ length: size / 32 }, () => [`${of(LOWER, 6)}@${of(LOWER, 5)}.com`, 1]),
        ),
      ),
    'JSON of people': () =>
      JSON.stringify(
        Array.from({ length: size / 110 }, () => ({
          first_name: of(LOWER, 5),
          last_name: of(LOWER, 6),
          email: `${of(LOWER, 5)}@a.com`,
          phone: `+49 30 ${of(DIGITS, 8)}`,
        })),
      ),
    'JSON of numbers': () =>
      JSON.stringify(Array.from({ length: size / 17 }, () => Number(`4${of('123456789', 15)}`))),
    'JSON of keys in lists of bytes': () =>
      JSON.stringify({ secret_key: Array.from({ length: size / 4 }, () => below(256)) }),
    'JSON of lists of bytes': () =>
      JSON.stringify(
        Array.from({ length: size / 240 }, () => ({
          private_key: Array.from({ length: 64 }, () => below(256)),
        })),
      ),
    'JSON of JWKs': () =>
      JSON.stringify(
        Array.from({ length: size / 90 }, () => ({ kty: 'oct', k: of(ALL, 43), kid: of(ALL, 6) })),
      ),
    'JSON of spaces': () => `{${' '.repeat(size - 20)}"password":"a1B2c3"}`,
    JSON5: () => many(() => `{token: '${of(ALL, 9)}', /* a */ key: "${of(ALL, 9)}",}\n`),
    'Python dicts': () => many(() => `{'token': '${of(ALL, 9)}', 'a': None, b'key': b'${of(ALL, 9)}'}\n`),
    'PHP arrays': () => many(() => `'${telling()}' => '${of(ALL, 9)}', array(`),
    'Ruby hashes': () => many(() => `:${telling()} => "${of(ALL, 9)}", "a"=>nil, `),
    // files
    'YAML of secrets': () => many(() => `${of(LOWER, 4)}:\n  ${telling()}: ${secret()}\n`),
    'YAML of blocks': () => many(() => `${telling()}: |-\n    ${of(ALL, 20)}\n    ${of(ALL, 20)}\n`),
    'YAML of lists': () => many(() => `${telling()}:\n  - ${of(ALL, 9)}\n  - ${of(ALL, 9)}\n`),
    'YAML of anchors': () => many(() => `a: &${of(LOWER, 4)} {${telling()}: ${of(ALL, 8)}}\nb: *a\n`),
    'Kubernetes secrets': () =>
      many(() => `apiVersion: v1\nkind: Secret\ndata:\n  ${of(LOWER, 5)}: ${b64(of(ALL, 9))}\n---\n`),
    'one Kubernetes secret': () =>
      wrap(
        many(() => `  ${of(LOWER, 5)}: ${b64(of(ALL, 9))}\n`),
        'kind: Secret\ndata:\n',
      ),
    'Kubernetes secrets that are none': () => many(() => `kind: SecretList\ndata:\n  a: |\n   b\n`),
    netrc: () => many(() => `machine ${of(LOWER, 5)} login ${of(LOWER, 4)} password ${of(ALL, 7)}\n`),
    pgpass: () => many(() => `${of(LOWER, 4)}:5432:${of(LOWER, 3)}:${of(LOWER, 3)}:${of(ALL, 8)}\n`),
    htpasswd: () => many(() => `${of(LOWER, 4)}:$apr1$${of(ALL, 8)}$${of(ALL, 22)}\n`),
    shadow: () => many(() => `${of(LOWER, 4)}:$6$${of(ALL, 8)}$${of(ALL, 86)}:19000:0:99999:7:::\n`),
    'crypts that nearly are': () => many(() => `$2b$10$${of(ALL, 50)} $argon2id$v=19$m=65536$ `),
    'cookie jars': () => many(() => `.a.example\tTRUE\t/\tTRUE\t17000000\t${of(LOWER, 4)}\t${of(ALL, 12)}\n`),
    Dockerfiles: () => many(() => `ENV ${telling().toUpperCase()} ${of(ALL, 8)}\nARG a\n`),
    Terraform: () => many(() => `variable "${telling()}" {\n  default = "${of(ALL, 9)}"\n}\n`),
    'Terraform without ends': () => many(() => `variable "${telling()}" { default `),
    'SQL inserts': () =>
      many(() => `INSERT INTO users (id, ${telling()}) VALUES (${below(99)}, '${of(ALL, 8)}');\n`),
    'one SQL insert': () =>
      wrap(
        many(() => `(${below(99)}, '${of(ALL, 8)}', 'it''s'),`),
        'INSERT INTO u (id, password, a) VALUES ',
      ),
    'SQL inserts without ends': () =>
      many(() => `INSERT INTO users (id, password) VALUES (1, '${of(LOWER, 4)}`),
    'SQL users': () => many(() => `CREATE USER ${of(LOWER, 4)} IDENTIFIED BY '${of(ALL, 8)}'; `),
    'CSV of telling heads': () =>
      wrap(
        many(() => `${of(LOWER, 4)},${of(ALL, 9)},"${of(ALL, 4)}"\n`),
        'user,password,note\n',
      ),
    'CSV of quotes': () =>
      wrap(
        many(() => `"${of(LOWER, 3)}""",`),
        'user,password\n',
      ),
    'CSV of CRs': () =>
      wrap(
        many(() => `${of(LOWER, 4)};${of(ALL, 9)}\r`),
        'user;password\r',
      ),
    'tables of spaces': () =>
      wrap(
        many(() => `${of(LOWER, 6)}   ${of(ALL, 12)}   ${of(DIGITS, 3)}\n`),
        'NAME     TOKEN          AGE\n',
      ),
    'tables of bars': () => many(() => `| ${telling()} | ${of(ALL, 9)} |\n|---|---|\n`),
    'heads of tables': () => many(() => `${telling()},${telling()},${of(LOWER, 3)}\n`),
    'heads of tables and gaps': () => many(() => `${telling()}\t${telling()}\n\n`),
    'XML of elements': () => many(() => `<${telling()}>${of(ALL, 8)}</${telling()}>`),
    'XML of attributes': () => many(() => `<add key="${telling()}" value="${of(ALL, 8)}"/>`),
    'XML of attributes without ends': () => many(() => `<add key="${telling()}" value="`),
    'XML of CDATA': () => many(() => `<${telling()}><![CDATA[${of(ALL, 8)}]]></a>`),
    'XML of names that differ': () => many(() => `<${of(LOWER, 5)}Token a="${of(ALL, 5)}">${of(ALL, 8)}<`),
    'HTML of inputs': () => many(() => `<input type="password" name=${of(LOWER, 4)} value='${of(ALL, 7)}'>`),
    'HTML of meta': () =>
      many(
        () =>
          `<meta name="csrf-token" content="${of(ALL, 20)}" /><label>${telling()}</label><b>${of(ALL, 6)}</b>`,
      ),
    plists: () => many(() => `<key>${telling()}</key>\n<string>${of(ALL, 9)}</string>\n`),
    // code and commands
    'calls of setters': () => many(() => `x.set${pick('Password', 'Token', 'Key')}("${of(ALL, 9)}");`),
    'calls of getenv': () => many(() => `getenv("${telling()}", "${of(ALL, 9)}") || `),
    'calls without ends': () => many(() => `login("${of(LOWER, 4)}", "${of(ALL, 7)}", `),
    'calls within calls': () => many(() => `connect(password(token("${of(ALL, 7)}", `),
    'literals and names': () => many(() => `token "${of(ALL, 9)}" '${of(ALL, 9)}' \`${of(ALL, 9)}\` `),
    'literals without ends': () => many(() => `token "${of(ALL, 12)} '`),
    'options of commands': () => many(() => `tool --${telling()} ${of(ALL, 8)} -p${of(ALL, 6)} `),
    'options in quotes': () =>
      many(() => `mysql -u root -p'${of(ALL, 5)} ${of(ALL, 5)} ldappasswd -s '${of(ALL, 4)} `),
    'tripled quotes': () => many(() => `${telling()} = '''${of(ALL, 5)}\n`),
    'tripled quotes of two kinds': () => many(() => `${telling()}='''${of(ALL, 3)}"""`),
    'addresses and what may be passwords': () =>
      many(() => `${of(LOWER, 4)}@${of(LOWER, 4)}.dev / ${of(ALL, 40)}`),
    'lists said before their name': () =>
      many(
        () => `${of(DIGITS, 4)}${pick(' ', ', ', ' and ', '-')}${pick('', '', '', '', ' are your backup ')}`,
      ),
    'heads alone': () => many(() => `\n\npassword\n${of(ALL, 9)}1aB!\n${of(ALL, 9)}1aB!\nno more`),
    'security answers': () => many(() => `answer to my security question for ${of(LOWER, 9)} is `),
    'words of a wallet without an end': () =>
      many(() => `{"seed":"${`${of(LOWER, 5)} `.repeat(pick(11, 13, 25))}"}\n`),
    'what is used as a password': () =>
      many(() => `with ${of(ALL, 50)} as the password ${pick('with', 'set')} `),
    'codes that somebody got': () => many(() => `the code you have just have just got ${of(LOWER, 2)} `),
    'options with equals': () => many(() => `--${telling()}=${of(ALL, 8)} `),
    'commands of mysql': () => many(() => `mysql -u root -p'${of(ALL, 7)}' -h ${of(LOWER, 4)}; `),
    'commands of openssl': () => many(() => `openssl enc -pass pass:${of(ALL, 8)} -K ${of(HEX, 20)} `),
    exports: () => many(() => `export ${of(UPPER, 4)}_TOKEN=$(echo ${of(ALL, 8)}) && `),
    'here documents': () => many(() => `cat <<EOF\n${telling()}=${of(ALL, 8)}\nEOF\n`),
    prompts: () => many(() => `Enter ${telling()} [None]: ${of(ALL, 8)}\n`),
    powershell: () => many(() => `$${telling()} = ConvertTo-SecureString "${of(ALL, 9)}" -AsPlainText `),
    // shapes
    'every prefix, too short': () =>
      many(
        () =>
          `${pick('sk-', 'ghp_', 'xoxb-', 'AKIA', 'AIza', 'glpat-', 'hf_', 'npm_', 'pypi-', 'SG.', 'dop_v1_', 'shpat_', 'rk_live_', 'whsec_', 'eyJ', 'ya29.', 'AQ.Ab', '1//0')}${of(ALL, 8)} `,
      ),
    'every prefix in one run': () =>
      many(
        () =>
          `${pick('sk-', 'ghp_', 'xoxb-', 'AKIA', 'AIza', 'glpat-', 'hf_', 'npm_', 'pypi-', 'SG.', 'dop_v1_', 'shpat_', 'rk_live_', 'whsec_', 'eyJ', 'ya29.', '1//0')}${of(ALL, 5)}`,
      ),
    'prefixes of many vendors, too short': () => many(() => `${pick(...VENDORS)}${of(ALL, 11)} `),
    'prefixes of many vendors in one run': () => many(() => `${pick(...VENDORS)}${of(ALL, 9)}`),
    'tokens without their last part': () =>
      many(
        () =>
          `${pick(`v1.${of(ALL, 300)}`, `eyJ${of(ALL, 300)}..`, `CCDB1_${of(ALL, 22)}_`, `eyJhIjoi${of(ALL, 44)}LCJ0Ijoi`)}- `,
      ),
    'ids and bars': () => many(() => `${of(DIGITS, 15)}|${of(ALL, 23)} `),
    'ids and bars in one run': () => many(() => `${of(DIGITS, 15)}|`),
    'prefixes, wrong last sign': () => many(() => `ghp_${of(ALL, 35)}! AIza${of(ALL, 34)}! `),
    'prefixes that are real': () => many(() => `ghp_${of(ALL, 36)} `),
    'prefixes of nobody': () =>
      many(() => `${of(LOWER, 5)}_${pick('live', 'test', 'key', 'pat')}_${of(ALL, 15)} `),
    'prefixes of nobody, real': () =>
      many(() => `${of(LOWER, 5)}_${pick('live', 'test', 'key', 'pat')}_${of(ALL, 25)} `),
    'prefixes and dashes': () => many(() => `${of(LOWER, 4)}-${pick('key', 'token')}-`),
    JWTs: () =>
      many(() => `${b64url('{"alg":"HS256"}')}.${b64url(`{"sub":"${of(ALL, 6)}"}`)}.${of(ALL, 43)} `),
    'JWTs without signatures': () =>
      many(() => `${b64url('{"alg":"HS256"}')}.${b64url(`{"sub":"${of(ALL, 6)}"}`)} `),
    'JWTs in one run': () => many(() => `${b64url('{"alg":"HS256"}')}.${b64url(`{"sub":"${of(ALL, 6)}"}`)}.`),
    'AWS rows': () => many(() => `AKIA${of(UPPER, 16)},${of(LOWER, 100)},`),
    'private keys': () =>
      many(() => `-----BEGIN RSA PRIVATE KEY-----\n${of(ALL, 64)}\n-----END RSA PRIVATE KEY-----\n`),
    'private keys in one line': () =>
      many(() => `-----BEGIN EC PRIVATE KEY-----\\n${of(ALL, 64)}\\n-----END EC PRIVATE KEY-----\\n`),
    'private keys that begin': () => many(() => `-----BEGIN RSA PRIVATE KEY-----\n${of(ALL, 64)}\n`),
    certificates: () =>
      many(() => `-----BEGIN CERTIFICATE-----\n${of(ALL, 64)}\n-----END CERTIFICATE-----\n`),
    fingerprints: () => many(() => `${Array.from({ length: 20 }, () => of(HEX, 2)).join(':')} `),
    'hex of all lengths': () => many((n) => `${of(HEX, n % 70)} `),
    UUIDs: () => many(() => `${of(HEX, 8)}-${of(HEX, 4)}-4${of(HEX, 3)}-a${of(HEX, 3)}-${of(HEX, 12)} `),
    'UUIDs behind names': () =>
      many(() => `token=${of(HEX, 8)}-${of(HEX, 4)}-4${of(HEX, 3)}-a${of(HEX, 3)}-${of(HEX, 12)}\n`),
    // persons
    cards: () => many(() => `4111 1111 1111 ${of(DIGITS, 4)} `),
    'cards of one digit more': () => many(() => `4111-1111-1111-1111${of(DIGITS, 1)}-`),
    'digits and every sign': () => many(() => `${of(DIGITS, 3)}${pick('-', '.', ' ', '/', '(', ')', '+')}`),
    IBANs: () =>
      many(
        () =>
          `DE${of(DIGITS, 2)} ${of(DIGITS, 4)} ${of(DIGITS, 4)} ${of(DIGITS, 4)} ${of(DIGITS, 4)} ${of(DIGITS, 2)} `,
      ),
    'IBANs in one run': () => many(() => `DE${of(DIGITS, 20)}`),
    'capitals and digits': () => many(() => `${of(UPPER, 2)}${of(DIGITS, 2)}${pick(' ', '-', '.', '/')}`),
    capitals: () => many(() => `${of(UPPER, 8)} `),
    phones: () => many(() => `+${of(DIGITS, 2)} (${of(DIGITS, 3)}) ${of(DIGITS, 3)}-${of(DIGITS, 4)}; `),
    'phones in one line': () => many(() => `tel ${of(DIGITS, 3)} ${of(DIGITS, 3)} ${of(DIGITS, 2)} `),
    emails: () => many(() => `${of(LOWER, 6)}@${of(LOWER, 6)}.com, `),
    'emails of many dots': () => many(() => `${Array.from({ length: 20 }, () => of(LOWER, 2)).join('.')}@`),
    'emails and names': () =>
      many(
        () =>
          `${of(UPPER, 1)}${of(LOWER, 4)} ${of(UPPER, 1)}${of(LOWER, 5)} <${of(LOWER, 4)}@${of(LOWER, 4)}.org>\n`,
      ),
    'emails that are spelt out': () => many(() => `${of(LOWER, 4)} at ${of(LOWER, 4)} dot com `),
    'one email and names': () =>
      wrap(
        many(() => `${of(UPPER, 1)}${of(LOWER, 4)} ${of(UPPER, 1)}${of(LOWER, 5)}, `),
        'a@b.com ',
      ),
    'one email and salutations': () =>
      wrap(
        many(() => `Dear ${of(UPPER, 1)}${of(LOWER, 4)},\nRegards,\n${of(UPPER, 1)}${of(LOWER, 5)} `),
        'a@b.com ',
      ),
    addresses: () =>
      many(
        () =>
          `${below(999)} ${of(UPPER, 1)}${of(LOWER, 5)} Street, ${of(UPPER, 1)}${of(LOWER, 5)}, CA ${of(DIGITS, 5)}\n`,
      ),
    'addresses behind words': () => many(() => `Address: ${below(999)} ${of(UPPER, 1)}${of(LOWER, 5)} St, `),
    'birth dates': () =>
      many(() => `date of birth: 19${of(DIGITS, 2)}-0${of('123456789', 1)}-1${of(DIGITS, 1)}; `),
    positions: () => many(() => `lat: ${below(89)}.${of(DIGITS, 6)}, lng: ${below(179)}.${of(DIGITS, 6)} `),
    'addresses of the network': () =>
      many(() => `client ip: ${below(255)}.${below(255)}.${below(255)}.${below(255)} `),
    'addresses of the network, six': () =>
      many(() => `ip ${Array.from({ length: 8 }, () => of(HEX, 4)).join(':')} `),
    'hardware addresses': () => many(() => `mac ${Array.from({ length: 6 }, () => of(HEX, 2)).join('-')} `),
    wallets: () => many(() => `wallet 0x${of(HEX, 40)} bc1q${of(LOWER + DIGITS, 38)} `),
    'seed phrases': () =>
      wrap(
        many(() => `${of(LOWER, 5)} `),
        'seed phrase: ',
      ),
    'seed phrases, many': () =>
      many(() => `mnemonic: ${Array.from({ length: 12 }, () => of(LOWER, 5)).join(' ')}\n`),
    passports: () => many(() => `passport no. ${of(UPPER, 2)}${of(DIGITS, 7)}, `),
    'machine readable zones': () =>
      many(
        () => `P<UTO${of(UPPER, 8)}<<${of(UPPER, 4)}${'<'.repeat(20)}\n${of(UPPER, 9)}${of(DIGITS, 10)}\n`,
      ),
    'records of HL7': () =>
      many(() => `PID|1||${of(DIGITS, 6)}^^^||${of(UPPER, 5)}^${of(UPPER, 4)}||19${of(DIGITS, 6)}|M\r`),
    'records of SWIFT': () =>
      many(() => `:50K:/${of(DIGITS, 9)}\r\n${of(UPPER, 6)}\r\n:59:/${of(DIGITS, 9)}\r\n`),
    // signs, scripts, ends of lines
    'CR LF': () => fill('\r\n'),
    CR: () => fill('\r'),
    'ends of lines in turn': () =>
      many(() => `token=${of(ALL, 4)}${pick('\r', '\n', '\r\n', '\u2028', '\u2029', '\u0085', '\v', '\f')}`),
    'names across lines': () => many(() => `pass${pick('\r', '\n', '\r\n')}word=${of(ALL, 5)} `),
    NULs: () => fill('token=\0'),
    'all of the controls': () => many(() => `${String.fromCharCode(below(32))}key=`),
    'lone surrogates': () => fill('\ud800\ud800\udc00token='),
    'lone surrogates in JSON': () => JSON.stringify(fill('\ud800').slice(0, size / 6)),
    'zero width joiners': () => fill('\u200dtoken\u200d:\u200da1B2c3\u200d'),
    'combining marks': () => fill(`e${'\u0301'.repeat(30)}`),
    ligatures: () => fill('ﬁﬂ ǆ ẞ ß='),
    'full width signs': () => fill('ｔｏｋｅｎ：ａＢ３='),
    'mathematical letters': () => fill('𝓹𝓪𝓼𝓼𝔀𝓸𝓻𝓭='),
    'spaces of all widths': () => fill('token\u00a0\u2003\u202f\u3000=\u00a0\u2003'),
    bidi: () => fill('\u202etoken\u202c=\u2066a1B2\u2069'),
    'emoji with joiners': () => fill('👩‍👩‍👧‍👦: '),
    flags: () => fill('🇩🇪🇫🇷key='),
    'private use': () => fill('\ue000\uf8ff='),
    'replacement characters': () => fill('\ufffdtoken='),
    'latin capitals with dots': () => fill('İTOKENİ='),
    // encodings that nearly are
    'escapes that nearly are': () => fill('\\u00zz\\u004\\u\\x4\\x'),
    'escapes of escapes': () => fill('\\\\u005c\\\\u0022token\\\\u0022:'),
    'escapes of surrogates': () => fill('\\ud83d\\ude00token='),
    'braced escapes': () => many(() => `\\u{${of(HEX, 2)}}\\u{1f600}token=`),
    'octal escapes': () => many(() => octal(`token=${of(ALL, 5)} `)),
    'percent that nearly is': () => fill('%zz%4%%u0041%'),
    'percent of all': () => many(() => all(`token=${of(ALL, 5)}&`)),
    'percent of UTF-8': () => many(() => percent(`пароль=${of(ALL, 5)}&`)),
    'percent of broken UTF-8': () => fill('%d0token%3d%ff%3d'),
    'plus and percent': () => many(() => `a+token%3D${of(ALL, 5)}+`),
    'entities that nearly are': () => fill('&#;&#x;&quot &amp;&#99999999;'),
    'entities of names': () => fill('token&equals;&colon;&quot;a1B2c3&quot;'),
    'entities of entities': () => many(() => `&amp;amp;amp;quot;token&amp;amp;quot;:${of(ALL, 4)}`),
    'base64 of lines': () => fit((n) => b64(`password: ${secret()}\n`.repeat(n)).replace(/.{76}/g, '$&\r\n')),
    'base64 of lines, many blocks': () =>
      many(() => `${b64(`token=${of(ALL, 90)}`).replace(/.{64}/g, '$&\n')}\n\n`),
    'base64 of lines that differ': () => many((n) => `${b64(of(ALL, 45 + (n % 9)))}\n`),
    'base64 with signs of both': () =>
      many(() => `${b64(`token=${of(ALL, 6)}??>>`)}_-${b64(`??${of(ALL, 6)}`)}`),
    'base64 and equals': () => many(() => `${of(ALL, 15)}=${of(ALL, 15)}==`),
    'base64 of nothing': () => many(() => `${b64('\0'.repeat(18))} `),
    'base64 of texts of one script': () => many(() => `${b64('密码是什么呢')} `),
    'base64 of halves': () => many(() => `${wide(`token=${of(ALL, 5)}`)}\n`),
    'base64 of brotli': () => many(() => `${brotliCompressSync(`token=${of(ALL, 9)}`).toString('base64')} `),
    'base64 of raw deflate': () => many(() => `${deflateRawSync(`token=${of(ALL, 9)}`).toString('base64')} `),
    'gzip of nothing': () => many(() => `${gzip('')} `),
    'gzip of a few': () => many(() => `${gzip(`a ${of(LOWER, 6)}`)} `),
    'gzip that breaks': () => many(() => `${gzip(`token=${of(ALL, 30)}`).slice(0, -12)} `),
    'gzip of zeros': () =>
      gzipSync(Buffer.alloc(size * 100))
        .toString('base64')
        .slice(0, size),
    'gzip of zeros, many': () => many(() => `${gzip(Buffer.alloc(20_000))} `),
    'gzip of spaces and keys': () => many((n) => `${gzip(`${' '.repeat(2000)}token=${n} `)} `),
    'gzip in gzip in gzip': () => many(() => `${gzip(gzip(gzip(`token=${of(ALL, 9)}`)))} `),
    'hex of gzip': () => many(() => `${gzipSync(`token=${of(ALL, 9)}`).toString('hex')} `),
    'data URLs': () => many(() => `data:text/plain;base64,${b64(`password=${of(ALL, 8)}`)} `),
    'data URLs of percent': () => many(() => `data:text/plain,${percent(`password=${of(ALL, 8)}`)} `),
    'data URLs of images': () => many(() => `<img src="data:image/png;base64,${of(ALL, 300)}"/>`),
    'alternating encodings': () => {
      let text = 'password=a1B2c3D4e5 ';
      const turns = [b64, percent, json, hex, units, entities, b64url, quoted];
      for (let turn = 0; ; turn += 1) {
        const more = turns[turn % turns.length](text);
        if (more.length > size) return `${text} `.repeat(Math.max(1, Math.floor(size / text.length)));
        text = more;
      }
    },
    'alternating, base64 and JSON': () => {
      let text = '{"password":"a1B2c3D4e5"}';
      for (let turn = 0; ; turn += 1) {
        const more = turn % 2 === 0 ? b64(text) : json(text);
        if (more.length > size) return text;
        text = more;
      }
    },
    'alternating, percent and base64': () => {
      let text = 'user=a&password=a1B2c3D4e5&';
      for (let turn = 0; ; turn += 1) {
        const more = turn % 2 === 0 ? b64(text) : `u=${percent(text)}&v=1`;
        if (more.length > size) return text;
        text = more;
      }
    },
    'members of as many names': () =>
      `{${many(() => `"${of(LOWER, 5)}_${of(LOWER, 6)}${below(9000)}":1,`)}"end":1}`,
    'placeholders and secrets': () => many(() => `password=[REDACTED:password:${of(HEX, 8)}] ${secret()} `),
    'placeholders that nearly are': () => many(() => `[REDACTED:${of(LOWER, 4)}:${of(HEX, 7)}] `),
    'placeholders in base64': () =>
      many(() => `${b64(`x [REDACTED:key:${of(HEX, 8)}] token=${of(ALL, 5)}`)} `),
    'registered values, nearly': () => fill('a registered valu'),
    'registered values': () => fill('a registered value '),
    'all words of rules': () => many(() => `${telling()} ${telling()} `),
    'all words of rules, signs': () =>
      many(() => `${telling()}${pick(':', '=', ' ', '?', '@', '/', '"', "'")}`),
    'letters of all words': () => many(() => `${of('paswordtkeniyc_', 9)} `),
    'random bytes': () => many(() => String.fromCharCode(below(256))),
    'random signs': () => many(() => of('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', 20)),
    'random of ASCII': () => many(() => of(`${ALL}!"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~ \n`, 20)),
    // near-misses of passwords that are words, and of keys that are told by their length
    'passwords of words': () =>
      many(
        () =>
          `${pick('', 'a.', 'x_', '-', 'a.b.c.')}${pick('password=', 'pwd=', 'passwd: ', 'password = ')}${of(LOWER, 7)}${pick(' ', ';', '"', '\n')}`,
      ),
    'passwords of words beside users': () =>
      many(() => `  ${pick('user', 'host', 'name')}: ${of(LOWER, 5)},\n  password: ${of(LOWER, 7)}\n`),
    'passwords of words on one line': () => fill('a user=b;password=summer,'),
    'connections of words': () =>
      many(() => `Server=${of(LOWER, 4)};${of(LOWER, 5)}=${of(LOWER, 3)};Password=${of(LOWER, 6)},`),
    'one connection of words': () =>
      wrap(
        many(() => `Server=${of(LOWER, 6)};`),
        '',
        'Password=summer,',
      ),
    'sections and passwords': () =>
      many(() => `[${of(LOWER, 5)}]\n${of(LOWER, 3)}\npassword = ${of(LOWER, 7)}\n`),
    'constants of PHP, nearly': () =>
      many(() => `define('${pick('AUTH_KEY', 'DB_PASSWORD')}', $${of(LOWER, 9)}'`),
    'hashes of Ansible, nearly': () => many(() => `'${of(LOWER, 60)}' | password_hash `) + 'password_hash(',
    'comments that nobody trusts': () =>
      many(() => `untrusted comment: ${of(LOWER, 70)} secret key\nRW${of(ALL, 30)} `),
    'links that nearly log in': () =>
      many(() => `your log in link: https://${of(LOWER, 50)}/${of(LOWER, 90)} `),
    'programs that make nothing': () =>
      many(() => `openssl rand -hex ${below(64)} \n      ${of(LOWER, 20)}!`),
    'pwgen, again and again': () => fill('pwgen -a1 -b2 -c3 -d4 '),
    'keys by their length': () =>
      many(() =>
        pick(
          `s${of(ALL, 28)} `,
          `sEd${of(ALL, 28)} `,
          `${of(ALL, 8)}.${of(ALL, 32)} `,
          `${of(ALL, 58)}== `,
          `${of(HEX, 8)}-1111-2222-3333-${of(HEX, 12)}:${of(HEX, 31)}g `,
        ),
      ),
    'seeds of XRP, nearly': () =>
      many(() => `s${of('rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz', 28)} `),
    'passwords used as nearly one': () =>
      many(() => `use ${of(ALL, 9)} as the ${of(LOWER, 5)} ${of(LOWER, 5)} password hash, `),
    'logins and slashes': () => many(() => `login ${of(LOWER, 5)} / ${of(LOWER, 8)} `),
    'PINs of many words': () =>
      many(() => `PIN der ${of(LOWER, 8)} ${of(LOWER, 8)} ${of(LOWER, 8)} ist ${of(LOWER, 3)} `),
    'one value of a sentence': () => `the token is ${of(ALL, size - 20)}`,
    'events of items with other ids': () =>
      many(
        (n) =>
          `data: {"type":"response.output_text.delta","item_id":"${of(ALL, 40)}","output_index":0,"delta":"${n % 3 ? of(LOWER, 3) : 'pass'}"}\n\n`,
      ),
    'random of wide': () => many(() => String.fromCharCode(0x80 + below(0xd000))),
  };
}
