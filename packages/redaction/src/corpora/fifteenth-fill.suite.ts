import { gunzipSync, gzipSync } from 'node:zlib';
import { author } from './fourteenth-author.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

/** A sample, and how what is left of it is read again where it stands encoded. */
export interface WrittenSample extends Sample {
  read(rest: string): string;
}

interface Way {
  as: Sample['as'];
  write: (text: string) => unknown;
  read: (rest: string) => string;
}

const asIs = (rest: string): string => rest;
const fields = (text: string): [string, string][] =>
  text.split('\n').map((line) => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);
const byCode = (text: string, lead: string, size: number): string =>
  Array.from(text, (char) => lead + char.charCodeAt(0).toString(16).padStart(size, '0')).join('');
const charsOf = (rest: string, pattern: RegExp): string =>
  rest.replace(pattern, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
/** What stands in base64, in hex or as it is. */
const unpacked = (rest: string): string =>
  rest.replace(/[A-Za-z0-9+/_-]{12,}={0,2}/g, (run) => {
    const bytes = Buffer.from(run, 'base64');
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes).toString() : bytes.toString('latin1');
  });
const unescaped = (rest: string): string =>
  rest.replace(/\\(["\\n])/g, (_, char: string) => (char === 'n' ? '\n' : char));
const text = (write: (given: string) => unknown, read: (rest: string) => string): Way => ({
  as: 'text',
  write,
  read,
});

const ENTITIES = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
] as const;

const WAYS: Readonly<Record<string, Way>> = {
  headers: { as: 'headers', write: fields, read: asIs },
  json: { as: 'json', write: (given) => JSON.parse(given) as unknown, read: asIs },
  b64: text((given) => `{"data":"${base64(given)}"}`, unpacked),
  b64u: text((given) => `state ${Buffer.from(given).toString('base64url')} end`, unpacked),
  b64mime: text(
    (given) => `Content-Transfer-Encoding: base64\n\n${base64(given).replace(/(.{76})/g, '$1\n')}\n`,
    (rest) => unpacked(rest.replace(/([A-Za-z0-9+/]{76})\n/g, '$1')),
  ),
  pct: text(
    (given) => `GET /r?payload=${encodeURIComponent(given)} HTTP/1.1`,
    (rest) => charsOf(rest, /%([0-9a-f]{2})/gi),
  ),
  pct2: text(
    (given) => `next=${encodeURIComponent(encodeURIComponent(given))}`,
    (rest) => charsOf(charsOf(rest, /%([0-9a-f]{2})/gi), /%([0-9a-f]{2})/gi),
  ),
  hex: text(
    (given) => `blob ${Buffer.from(given).toString('hex')} end`,
    (rest) => rest.replace(/[0-9a-f]{16,}/g, (run) => Buffer.from(run, 'hex').toString('latin1')),
  ),
  gzip: {
    as: 'bytes',
    write: (given) => gzipSync(given),
    read: (rest) => gunzipSync(Buffer.from(rest, 'latin1')).toString(),
  },
  gzb64: text((given) => `{"body":"${base64(gzipSync(given))}","isBase64Encoded":true}`, unpacked),
  esc: text((given) => `{"log":"${quoted(given)}"}`, unescaped),
  esc2: text(
    (given) => `{"log":"${quoted(`{"m":"${quoted(given)}"}`)}"}`,
    (rest) => unescaped(unescaped(rest)),
  ),
  uni: text(
    (given) => byCode(given, '\\u', 4),
    (rest) => charsOf(rest, /\\u([0-9a-f]{4})/gi),
  ),
  xesc: text(
    (given) => `b'${byCode(given, '\\x', 2)}'`,
    (rest) => charsOf(rest, /\\x([0-9a-f]{2})/gi),
  ),
  ent: text(
    (given) => `<m>${ENTITIES.reduce((all, [char, name]) => all.replaceAll(char, name), given)}</m>`,
    (rest) => ENTITIES.reduceRight((all, [char, name]) => all.replaceAll(name, char), rest),
  ),
  qp: text(
    (given) =>
      `Content-Transfer-Encoding: quoted-printable\n\n${given.replaceAll('=', '=3D').replace(/(.{15})(.{60})/, '$1=\n$2')}`,
    (rest) => rest.replaceAll('=\n', '').replaceAll('=3D', '='),
  ),
  utf16: {
    as: 'bytes',
    write: (given) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(given, 'utf16le')]),
    read: (rest) => Buffer.from(rest, 'latin1').toString('utf16le'),
  },
  dataurl: text((given) => `<a href="data:application/json;base64,${base64(given)}">x</a>`, unpacked),
  b64b64: text(
    (given) => `x ${base64(base64(given))} y`,
    (rest) => unpacked(unpacked(rest)),
  ),
  b64pct: text(
    (given) => `d=${encodeURIComponent(base64(given))}`,
    (rest) => unpacked(charsOf(rest, /%([0-9a-f]{2})/gi)),
  ),
  svgb64: text((given) => `data:image/svg+xml;base64,${base64(given)}`, unpacked),
};

/** How files begin, whose rest is made by chance. */
const FILES: Readonly<Record<string, readonly [head: string, type: string]>> = {
  pngb64: ['89504e470d0a1a0a0000000d49484452', 'image/png'],
  gifb64: ['474946383961', 'image/gif'],
  pdfb64: ['255044462d312e370a', 'application/pdf'],
  jpgb64: ['ffd8ffe000104a46494600', 'image/jpeg'],
  wavb64: ['52494646000000005741564566', 'audio/wav'],
  woffb64: ['774f4632', 'font/woff2'],
};

/** Fills templates; `## name` begins a class of them. */
export function fifteenth(seed: string, templates: string, mark = '\n'): WrittenSample[] {
  const fill = filler(seed);
  let kind = '';
  return templates
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const [name = '', ...lines] = section.split('\n');
      kind = name;
      return lines
        .join('\n')
        .split(mark)
        .map((given) => given.replace(/^\n|\n$/g, ''))
        .filter((given) => given.trim() !== '')
        .map((given, index) => fill(`${kind} ${index + 1}`, given));
    });
}

function filler(seed: string): (label: string, template: string) => WrittenSample {
  const { g } = author(seed);
  const word = (): string => {
    const made = Array.from({ length: 3 }, () => SYLLABLES[Number(g.dig(4)) % SYLLABLES.length]).join('');
    return made.charAt(0).toUpperCase() + made.slice(1);
  };
  const groups = (...sizes: number[]): string[] => sizes.map((size) => g.dig(size));
  const make: Readonly<Record<string, (size: number, given: string) => string>> = {
    b62: g.b62,
    hex: g.hex,
    HEX: g.HEX,
    B32: g.b32,
    dig: g.dig,
    digN: g.dig,
    b36: g.lown,
    b64u: g.b64u,
    b64: (size) => g.b64(Math.ceil((size * 3) / 4) + 3).slice(0, size),
    b64dot: (size) => g.b64u(size).replaceAll('_', '/').replaceAll('-', '.'),
    B58: g.b58,
    BECH: (size) => g.upn(size).replace(/[B1IO]/g, 'Q'),
    uuid: g.uuid,
    // what no URL, file or language has to escape
    pw: (size) => `${g.low(3)}${g.up(2)}-${g.dig(3)}+${g.b62(Math.max(4, (size || 12) - 10))}`,
    jwt: () => g.jwt(),
    card: () => g.card('4'),
    cardsp: () => g.grp4(g.card('51')),
    iban: () => g.iban('DE', g.dig(18)),
    ibansp: () => g.grp4(g.iban('DE', g.dig(18))),
    email: () => `${word()}.${word()}@${word()}.com`.toLowerCase(),
    phone: (_, kind) => PHONES[kind]?.(groups(3, 3, 4, 2, 2, 2, 2)) ?? '',
    ssn: () => groups(3, 2, 4).join('-').replace(/^9/, '8'),
    word,
    mnemonic: () =>
      Array.from({ length: 12 }, () => SEED_WORDS[Number(g.dig(4)) % SEED_WORDS.length]).join(' '),
    cpf: () => cpf(g.dig(9)),
    dni: () => ((digits) => digits + 'TRWAGMYFPDXBNJZSQVHLCKE'.charAt(Number(digits) % 23))(g.dig(8)),
    nino: () => `AB ${groups(2, 2, 2).join(' ')} C`,
    aadhaar: () => `7${groups(3, 4, 4).join(' ')}`,
    cf: () => `${g.up(6).replace(/[AEIOU]/g, 'R')}${g.dig(2)}M1${g.dig(1)}H${g.dig(3)}${g.up(1)}`,
    dob: () => `19${g.dig(2)}-0${g.dig(1)}-1${g.dig(1)}`,
    sort: () => groups(2, 2, 2).join('-'),
    nhs: () => groups(3, 3, 4).join(' '),
    HEXC: (size) => Array.from({ length: size }, () => g.HEX(2)).join(':'),
  };
  const value = (spec: string): string => {
    const [kind = '', size = ''] = (spec.split('§')[0] ?? '').split(':');
    const made = make[kind]?.(Number(size) || 0, size);
    if (made === undefined)
      throw new RangeError(`Failed to fill a template: no kind of value is called "${kind}".`);
    return made;
  };
  return (label, template) => {
    const [, way = '', rest = template] = /^@(\w+) ([^]*)$/.exec(template) ?? [];
    const file = FILES[way];
    if (file !== undefined)
      return sample(
        label,
        text(
          () =>
            `{"src":"data:${file[1]};base64,${base64(Buffer.concat([Buffer.from(file[0], 'hex'), Buffer.from(g.hex(Number(rest) * 2), 'hex')]))}"}`,
          asIs,
        ),
        '',
        [],
      );
    if (way === 'floatb64')
      return sample(
        label,
        text(() => `{"embedding":"${base64(floats(Number(rest), g.dig))}"}`, asIs),
        '',
        [],
      );
    const secrets: string[] = [];
    const filled = rest
      .replaceAll('⏎', '\n')
      .replaceAll('‵', '`')
      .replaceAll('§{', '${')
      .replace(/«([^»]+)»|‹([^›]+)›/g, (_, secret: string | undefined, other: string | undefined) => {
        const made = value(secret ?? other ?? '');
        if (secret !== undefined) secrets.push(made);
        return made;
      });
    const how = way === '' ? text(asIs, asIs) : WAYS[way];
    if (how === undefined)
      throw new RangeError(`Failed to fill a template: no way of writing is called "${way}".`);
    return sample(label, how, filled, secrets);
  };
}

const sample = (
  label: string,
  { as, write, read }: Way,
  given: string,
  secrets: string[],
): WrittenSample => ({
  label,
  as,
  input: write(given),
  secrets,
  read,
});

function floats(count: number, dig: (length: number) => string): Buffer {
  return Buffer.from(
    new Float32Array(Array.from({ length: count }, () => Number(`0.${dig(7)}`) - 0.5)).buffer,
  );
}

const SYLLABLES = ['ba', 'ko', 'ri', 'mel', 'tan', 'vor', 'lis', 'dur', 'fen', 'gal', 'hol', 'jar'];
const SEED_WORDS =
  'abandon ability able about above absent absorb abstract absurd abuse access accident acid acoustic acquire across actor adapt adjust advance aerobic affair afford agent agree ahead aim airport aisle album alcohol alert'.split(
    ' ',
  );

const PHONES: Readonly<Record<string, (groups: string[]) => string>> = {
  us: ([a = '', b = '', c = '']) => `(${a}) ${b}-${c}`,
  de: ([a = '', , c = '']) => `+49 170 ${c}${a}`,
  uk: ([a = '', b = '', , d = '']) => `+44 7${a} ${b}${d}1`,
  fr: ([, , , ...pairs]) => `06 ${pairs.join(' ')}`,
  e164: ([a = '', b = '', , d = '']) => `+4915${a}${b}${d}1`,
};

function cpf(digits: string): string {
  const check = (all: string): string => {
    const sum =
      Array.from(all).reduce((total, digit, at) => total + Number(digit) * (all.length + 1 - at), 0) % 11;
    return all + (sum < 2 ? 0 : 11 - sum);
  };
  return check(check(digits)).replace(/^(\d{3})(\d{3})(\d{3})/, '$1.$2.$3-');
}
