import { base64Alignments } from '../base64-alignments.ts';
import { percentEncoded } from '../values/percent-encoded.ts';

/** Shorter writings may stand anywhere by chance. */
const LEAST = 4;

/**
 * A value as it is written in URLs, forms, JSON, HTML, mail, shells and the literals of languages, in other cases and
 * groups, in base64, base32, hex, UTF-16, lists of bytes and on several lines.
 */
export const valueWritings = (value: string): string[] =>
  [
    ...formsOf(value).flatMap((text) => (text.length > LONG ? longWritings : allWritings)(text)),
    ...linesOf(value).flatMap(likelyWritings),
  ].filter((text) => text.length >= LEAST);

/** Those of them that keep none of its characters. */
export const valueEncodings = (value: string): string[] => [
  ...formsOf(value).flatMap((text) => (text.length > LONG ? longEncodings : encodingsOf)(text)),
  ...linesOf(value).flatMap(likelyEncodings),
];

/** Keys and documents, which nobody types, quotes in a shell or spells in bytes. */
const LONG = 1000;
const allWritings = (text: string): string[] => [...writings(text), ...encodingsOf(text)];
const longWritings = (text: string): string[] => [
  ...inAddresses(text),
  ...inJson(text),
  ...likelyWritings(text),
  ...longEncodings(text),
];
const longEncodings = (text: string): string[] => [
  ...likelyEncodings(text),
  ...base64Alignments(Buffer.from(text, 'utf16le')),
];

/** The value as a whole, its breaks as each system has them, or without. */
function formsOf(value: string): string[] {
  const trimmed = value.trim();
  const forms = value.includes('\n')
    ? [
        trimmed,
        value.replaceAll('\r', ''),
        value.replaceAll(/\r?\n/g, '\r\n'),
        value.replaceAll(/\s*\n\s*/g, ''),
      ]
    : [trimmed];
  return forms.filter(({ length }) => length >= LEAST);
}

/** Each line of some length, which may stand alone. A key has dozens, so that all their writings would be thousands. */
const linesOf = (value: string): string[] =>
  value.includes('\n') ? value.split(/\r?\n/).filter(({ length }) => length >= LEAST_LINE) : [];
const LEAST_LINE = 32;

const likelyWritings = (line: string): string[] => [
  line,
  inString(line),
  percentEncoded(line),
  ...likelyEncodings(line),
];

function likelyEncodings(line: string): string[] {
  const bytes = Buffer.from(line);
  const hex = bytes.toString('hex');
  return [hex, hex.toUpperCase(), ...base64Alignments(bytes)];
}

function writings(value: string): string[] {
  return [
    value,
    ...inAddresses(value),
    ...inJson(value),
    ...inMarkup(value),
    ...inShells(value),
    ...inLiterals(value),
    ...inMail(value),
    ...likeIt(value),
  ];
}

function inAddresses(value: string): string[] {
  const uri = percentEncoded(value);
  const strict = uri.replace(/[!'()*~.-]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return [
    uri,
    lowerEscapes(uri),
    strict,
    lowerEscapes(strict),
    uri.replaceAll('%20', '+'),
    encodeURI(value.toWellFormed()),
    uri.replaceAll('%', '%25'),
    uri.replaceAll('%', '%2525'),
    ...(/[\u0080-\u00ff]/.test(value)
      ? [
          value.replace(/[^\w.~-]/g, (char) =>
            char > '\u00ff' ? char : `%${hexOf(char.charCodeAt(0)).toUpperCase()}`,
          ),
        ]
      : []),
  ];
}

function inJson(value: string): string[] {
  const once = inString(value);
  return [
    once,
    once.replaceAll('/', '\\/'),
    once.replace(/[<>&'\u007f-\uffff]/g, unicodeEscape),
    inString(once),
    inString(inString(once)),
  ];
}

const inString = (value: string): string => JSON.stringify(value).slice(1, -1);

function inMarkup(value: string): string[] {
  const html = value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return [
    html,
    html.replaceAll('&quot;', '&#34;').replaceAll("'", '&#39;'),
    html.replaceAll("'", '&#x27;'),
    ...REFERENCES.flatMap((by) => [replaceWide(html, by), replaceAll(value, by)]),
  ];
}

const REFERENCES: readonly ((code: number) => string)[] = [
  (code) => `&#${code};`,
  (code) => `&#x${code.toString(16)};`,
  (code) => `&#x${code.toString(16).toUpperCase()};`,
];

const replaceAll = (text: string, by: (code: number) => string): string =>
  Array.from(text, (char) => by(char.codePointAt(0) as number)).join('');

/** Replaces what is not ASCII. */
const replaceWide = (text: string, by: (code: number) => string): string =>
  replaceAll(text, (code) => (code > 126 ? by(code) : String.fromCodePoint(code)));

function inShells(value: string): string[] {
  return [
    value.replaceAll("'", `'\\''`),
    value.replaceAll("'", `'"'"'`),
    value.replaceAll("'", "''"),
    value.replaceAll('"', '""'),
    value.replaceAll('$', '$$$$'),
    value.replace(/["\\$`!]/g, '\\$&'),
    // `printf %q`, and what escapes all that is no letter
    value.replace(/[ !"#$&'()*,;<>?[\\\]^`{|}~]/g, '\\$&'),
    value.replace(/[^\w./\u0080-\uffff-]/g, '\\$&'),
    value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'),
    value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
  ];
}

function inLiterals(value: string): string[] {
  const single = value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  if (!/[^ -~]/.test(value)) return [single];
  const bytes = (by: (byte: number) => string): string =>
    [...Buffer.from(value)]
      .map((byte) => (byte > 126 || byte < 32 ? by(byte) : String.fromCharCode(byte)))
      .join('');
  return [
    single,
    bytes((byte) => `\\${byte.toString(8).padStart(3, '0')}`),
    bytes((byte) => `\\x${hexOf(byte)}`),
    bytes((byte) => `\\x${hexOf(byte).toUpperCase()}`),
    replaceWide(value, (code) => `\\u{${code.toString(16)}}`),
    replaceWide(value, (code) => (code > 0xffff ? `\\U${hexOf(code, 8)}` : `\\u${hexOf(code, 4)}`)),
    replaceWide(value, (code) =>
      code > 0xffff ? `\\U${hexOf(code, 8)}` : code > 0xff ? `\\u${hexOf(code, 4)}` : `\\x${hexOf(code)}`,
    ),
    // read in the wrong charset
    Buffer.from(value).toString('latin1'),
  ];
}

/** Quoted-printable (RFC 2045 §6.7), and the words of headers (RFC 2047 §4.2). */
function inMail(value: string): string[] {
  if (/^[A-Za-z0-9]*$/.test(value)) return [];
  const bytes = [...Buffer.from(value)];
  const quoted = (isKept: RegExp): string =>
    bytes
      .map((byte) => {
        const char = String.fromCharCode(byte);
        return isKept.test(char) ? char : `=${hexOf(byte).toUpperCase()}`;
      })
      .join('');
  const word = quoted(/[A-Za-z0-9]/);
  return [quoted(/[ -<>-~]/), word, word.replaceAll('=20', '_'), quoted(/[\w!*+/-]/)];
}

/** What is the same to who takes it: hex in the other case, keys and numbers in groups or without. */
function likeIt(value: string): string[] {
  const all = [value.normalize('NFC'), value.normalize('NFD')];
  if (HEX.test(value)) all.push(value.toLowerCase(), value.toUpperCase());
  if (UUID.test(value)) {
    const plain = value.replaceAll('-', '');
    all.push(plain, plain.toLowerCase(), plain.toUpperCase());
  }
  if (GROUPED.test(value)) all.push(value.replaceAll(/[ -]/g, ''));
  if (MAY_BE_GROUPED.test(value)) {
    const groups = value.match(/.{1,4}/g) ?? [];
    all.push(groups.join(' '), groups.join('-'));
  }
  return all;
}

const HEX = /^[\da-f-]{16,}$/i;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const GROUPED = /^[A-Za-z0-9]{4}([ -])[A-Za-z0-9]{4}(?:\1[A-Za-z0-9]{4}){0,14}(?:\1[A-Za-z0-9]{1,3})?$/;
const MAY_BE_GROUPED = /^[A-Za-z0-9]{12,64}$/;

function encodingsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const hex = bytes.toString('hex');
  const pairs = hex.match(/../g) ?? [];
  return [
    ...[hex, ...HEX_GAPS.map((gap) => pairs.join(gap))].flatMap((text) => [text, text.toUpperCase()]),
    ...[', ', ','].flatMap((gap) => [
      pairs.map((pair) => `0x${pair}`).join(gap),
      pairs.map((pair) => `0x${pair.toUpperCase()}`).join(gap),
    ]),
    bytes.join(','),
    bytes.join(', '),
    bytes.join(' '),
    ...(bytes.some((byte) => byte > 127) ? [', ', ','].map((gap) => new Int8Array(bytes).join(gap)) : []),
    ...base32Writings(bytes),
    ...base64Alignments(bytes),
    ...base64Alignments(Buffer.from(value, 'utf16le')),
  ];
}

const HEX_GAPS = [' ', ':', '-'];
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Five bytes are eight characters: a value stands in one of five ways behind what is before it. */
const base32Writings = (bytes: Buffer): string[] => [
  base32Of(bytes),
  ...[0, 1, 2, 3, 4]
    .map((lead) => base32Of(Buffer.concat([Buffer.alloc(lead), bytes])).slice(Math.ceil((lead * 8) / 5)))
    .flatMap((text) => [text, text.toLowerCase()])
    .filter(({ length }) => length >= LEAST_BASE32),
];
/** Fewer letters are a word as well. */
const LEAST_BASE32 = 10;

/** As much of RFC 4648 §6 as tells nothing of what follows. */
function base32Of(bytes: Buffer): string {
  let out = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) out += BASE32[(held >> (bits - 5)) & 31] ?? '';
  }
  return out;
}

const hexOf = (code: number, width = 2): string => code.toString(16).padStart(width, '0');
const lowerEscapes = (uri: string): string => uri.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
const unicodeEscape = (char: string): string => `\\u${hexOf(char.charCodeAt(0), 4)}`;
