// White space and ends of lines of ECMA-262, which RE2 knows the ASCII part of.
const SPACE = String.raw`\x{9}-\x{d}\x{20}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`;
const NO_SPACE =
  String.raw`\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}` +
  String.raw`\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}`;
const NO_LINE_END = String.raw`[^\x{a}\x{d}\x{2028}\x{2029}]`;

const LETTERS = new Set('bBcdDfknrsStuvwWx');

/**
 * A pattern of ECMA-262 in words that mean the same to RE2: `\s` and `.` know the white space and the ends of lines of
 * Unicode, `[` within a class stands for itself, as `-` beside a class does, a surrogate pair is one character.
 *
 * @throws {SyntaxError} for what RE2 would read, and ECMA-262 does not or reads otherwise: `\A`, `\Q`, `(?s)`.
 */
export function ecmaPattern(pattern: string): string {
  let text = '';
  let inClass = false;
  let last = '';
  for (let at = 0; at < pattern.length;) {
    const token = tokenAt(pattern, at, inClass);
    at += token.length;
    const isDash = inClass && token === '-' && [last, pattern.slice(at, at + 2)].some(isClassEscape);
    text += isDash ? String.raw`\-` : translate(token, inClass);
    inClass = inClass ? token !== ']' : token === '[' || token === '[^';
    last = token;
  }
  return text;
}

const ATOM = String.raw`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\[pP]\{[^}]*\}|\\[^]|[^]`;
const IN_CLASS = new RegExp(ATOM, 'y');
const OUTSIDE = new RegExp(String.raw`\[\^?\]?|\(\?[a-zA-Z-]*|${ATOM}`, 'y');

/** An escape, the start of a class or group, or one character. `[]` and `[^]` are classes as they are. */
function tokenAt(pattern: string, at: number, inClass: boolean): string {
  const form = inClass ? IN_CLASS : OUTSIDE;
  form.lastIndex = at;
  return form.exec(pattern)?.[0] ?? (pattern[at] as string);
}

function isClassEscape(token: string): boolean {
  return /^\\[dDsSwWpP]/.test(token);
}

function translate(token: string, inClass: boolean): string {
  if (token.startsWith('\\')) return escape(token, inClass);
  if (inClass) return token === '[' ? String.raw`\[` : token;
  if (/^\(\?.*[sm]/.test(token)) throw new SyntaxError(`the flags of "${token}" are none of ECMA-262`);
  return token === '.' ? NO_LINE_END : token;
}

function escape(token: string, inClass: boolean): string {
  if (token === String.raw`\s`) return inClass ? SPACE : `[${SPACE}]`;
  if (token === String.raw`\S`) return inClass ? NO_SPACE : `[${NO_SPACE}]`;
  if (token.length === 12) return `\\x{${codePoint(token).toString(16)}}`;
  if (token.length > 2) return token.replace(/\{(?:Script|sc|General_Category|gc)=/, '{');
  const letter = token[1] ?? '';
  if (/[a-zA-Z]/.test(letter) && !LETTERS.has(letter))
    throw new SyntaxError(`"${token}" is no escape of ECMA-262`);
  return inClass && letter === 'b' ? String.raw`\x{8}` : token;
}

function codePoint(pair: string): number {
  const [high, low] = [pair.slice(2, 6), pair.slice(8, 12)].map((each) => Number.parseInt(each, 16));
  return String.fromCharCode(high ?? 0, low ?? 0).codePointAt(0) ?? 0;
}
