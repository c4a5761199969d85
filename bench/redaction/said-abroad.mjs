/** Texts that nearly are what the rules for spoken keys, blocks, tables in JSON and streamed arguments look for. */
const SIZE = 200_000;
const fill = (unit) => unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE);
const numbered = (unit) => {
  const made = [];
  for (let at = 0, length = 0; length < SIZE; at += 1)
    length += made[made.push(unit.replaceAll('#', String(at))) - 1].length;
  return made.join('').slice(0, SIZE);
};
const hex = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const rows = (row, size = SIZE) =>
  Array.from({ length: Math.ceil(size / (row.length + 1)) }, () => row).join(',');
const list = (length, item) => JSON.stringify(Array.from({ length }, () => item));
const sse = (event, size = SIZE) => fill(`data: ${JSON.stringify(event)}\n\n`).slice(0, size);
const argument = (jsonPath, stringValue) => ({
  candidates: [{ content: { parts: [{ functionCall: { partialArgs: [{ jsonPath, stringValue }] } }] } }],
});

export const SAID_ABROAD = {
  'words for keys': fill('schlüssel '),
  'words for keys and words': fill('schlüssel für die neue alte '),
  'words for keys and long words': fill(
    `schlüssel ${'ä'.repeat(20)} ${'ö'.repeat(20)} ${'ü'.repeat(20)} ${'a'.repeat(20)} `,
  ),
  'words for keys and brackets': fill(`schlüssel (${'a'.repeat(30)}`),
  'words for keys and colons': fill('clé : '),
  'words for keys and quotes': fill('clé « '),
  'words for keys and stars': fill('schlüssel:**  **'),
  'words for keys without spaces': fill('キー'),
  'words for keys and brackets of the East': fill('トークン「'),
  'words for keys and what is no key': fill('schlüssel: aaaaaaaaaaaaaaaaaaaaaaaa '),
  'words for keys and long words behind': fill(`schlüssel ${'a'.repeat(199)} `),
  'words for keys and digests': numbered(`schlüssel: ${hex}# `),
  'words for public keys and digests': fill(`öffentlicher schlüssel: ${hex} `),
  'words for keys, joined': fill('schlüsselanahtarklucz'),
  'words for keys that bend': fill(`ключ${'а'.repeat(3)} токен${'а'.repeat(4)} `),
  'words for keys and dashes': fill('ключ — '),
  'words for keys in one line': fill('jeton d’accès de la clé '),
  'words for keys and digits': fill('anahtarlarımız 1 '),
  'endings of variables': fill('_KEY '),
  'endings of variables, joined': fill('A_KEY_TOKEN_SECRET'),
  'endings of variables and words': fill('A_KEY is set to the value '),
  'endings of variables and brackets': fill('A_KEY (value ('),
  'endings of variables and dashes': fill('A_KEY - '),
  'endings of variables and bars': fill('| A_KEY | '),
  'endings of variables behind long names': fill(`${'A'.repeat(60)}_KEY `),
  'endings of variables and long values': fill(`A_TOKEN is ${'b'.repeat(399)} `),
  'variables and digests': numbered(`API_KEY is ${hex}# `),
  'variables and passwords': numbered('DB_PASSWORD is now Kx9$#Qz!7 '),
  'values for nouns': fill('"aaaaaaaaaaaa" as the token '),
  'values for nouns, nearly': fill('"aaaaaaaaaaaa" as token token token '),
  'quotes before nouns': fill('" as the " as token '),
  'long values for nouns': fill(`"${'a'.repeat(200)}" as the new api token `),
  'passwords for nouns': numbered('"Kx9$#Qz!7" as the password '),
  'nouns and lines': fill('token\n\n'),
  'nouns and words on lines': fill(`token ${'a'.repeat(39)}\n`),
  'nouns and fences': fill('token\n```\n'),
  'nouns and fences with a language': fill('token\n\n```aaaaaaaaaa\n'),
  'headings of nouns': fill('# token\n\n'),
  'headings of nouns and words': fill('# token\n\naaaaaaaaaaaaaaaa\n'),
  'fences of digests': numbered(`token\n\`\`\`\n${hex}#\n\`\`\`\n`),
  'labels on lines': fill('Token:\n'),
  'labels on lines, and blank ones': fill('Token:\n\n        '),
  'labels and fences': fill('Token:\n```\n'),
  'labels and stars': fill('**Token:**\n```text\n'),
  'labels of passwords on lines': numbered('Password:\n  Kx9$#Qz!7\n'),
  'wide labels on lines': fill('パスワード:\n'),
  'tables of short rows': `{"columns":${list(200, 'password')},"rows":[${rows('[]')}]}`.slice(0, SIZE) + ']}',
  'tables of wide rows': `{"columns":${list(200, 'password')},"rows":[${rows(list(200, 'Kx9$1Qz!7'))}]}`,
  'tables of one column': `{"columns":["password"],"rows":[${rows('["Kx9$1Qz!7"]')}]}`,
  'tables of numbers': `{"columns":["pin","otp"],"rows":[${rows('[1234,5678]')}]}`,
  'tables by their first row': `{"values":[["user","password"],${rows('["a","Kx9$1Qz!7"]')}]}`,
  'tables of objects': `{"schema":{"fields":[{"name":"password"}]},"rows":[${rows('{"f":[{"v":"Kx9$1Qz!7"}]}')}]}`,
  'many tables': `[${rows('{"columns":["password"],"rows":[["Kx9$1Qz!7"]]}')}]`,
  'tables in tables': fill('{"columns":["token"],"rows":[').slice(0, 60_000),
  'tables in tables, closed': `${'{"columns":["token"],"rows":['.repeat(400)}${']}'.repeat(400)}`,
  'rows under rows': `{${rows('"rows":[["password"],["a"]]')}}`,
  'versions of secrets': `[${rows('{"data":{"a":"Kx9$1Qz!7"},"metadata":{"destroyed":false}}')}]`,
  'metadata of many members': `[${rows(`{"metadata":{${rows('"a":1', 400)}}}`)}]`,
  'arguments in pieces': sse(argument('$.password', 'a')),
  'arguments of many paths': numbered(`data: ${JSON.stringify(argument('$.a#.password', 'Kx9$'))}\n\n`),
  'arguments of long paths': sse(argument(`$.${'[a].'.repeat(24)}`, 'a')),
  'rows of keys in SQL': numbered(`INSERT INTO api_keys (id, key) VALUES (#, '${hex}');\n`),
  'columns of keys in SQL': fill('INSERT INTO api_keys (key,key,key,key'),
  'cookies of a client': `curl -b "${fill('a=b; c=d; ')}"`,
  'clients without cookies': fill('curl -b '),
  'clients with files': fill('curl -b a.txt -b '),
  'clients with semicolons': fill('curl -b a=;;;; ;;; '),
  'telephones of Turkey, nearly': fill('0532 481 22 9 '),
  'telephones in brackets, nearly': fill('0(532) 481 22 9'),
  'words for telephones': fill('cep telefonumuz numaram 0 '),
  'words for births': fill('doğum tarihi '),
  'words for births in Spanish': fill('nació el nací el '),
  'words for addresses': fill('adresim '),
  'streets of Turkey, nearly': fill('adresim Aa Bb Cc Dd Caddesi No: '),
  'capital words before streets': fill('adresim Aaaaaaaa Bbbbbbbb Cccccccc Dddddddd Eeeeeeee '),
  'streets of Poland, nearly': fill('mieszkam przy ul. Aaa Bbb Ccc '),
  'words for identity cards': fill('kimlik numaram dowodu sécu '),
  'words for codes': fill('PINコード'),
  'passwords with signs in percent': numbered('password=Kx9#Qz%28\n'),
  'calls in percent': fill('password=getPassword%28%29&'),
  'joined names of keys': numbered('scraper#api_key=0a1b2c3d\n'),
};
