import { remembered } from '../memory.ts';

/** Brings a name of any style to `snake_case`: `X-Api-Key`, `apiKey` and `API_KEY` are `api_key`. */
export const normalName = remembered((name) => {
  const end = name.slice(-120);
  return NORMAL.test(end) ? end : BEYOND_ASCII.test(end) ? normalWide(end) : normalPlain(end);
});

const NORMAL = /^[a-z0-9]+(?:_[a-z0-9]+)*$/;
const BEYOND_ASCII = /[^\0-\x7f]/;

const normalWide = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');

/** The same for ASCII alone, which almost all names are, in a fifth of the time. */
function normalPlain(name: string): string {
  const parts: string[] = [];
  let start = 0;
  const part = (end: number): void => {
    if (end > start) parts.push(name.slice(start, end));
  };
  let before = OTHER;
  for (let at = 0; at < name.length; at += 1) {
    const kind = kindOf(name.charCodeAt(at));
    if (kind === OTHER) {
      part(at);
      start = at + 1;
    } else if (
      kind === CAPITAL &&
      (before === SMALL ||
        (before === CAPITAL &&
          kindOf(name.charCodeAt(at + 1)) === SMALL &&
          !isDigit(name.charCodeAt(at + 1))))
    ) {
      part(at);
      start = at;
    }
    before = kind;
  }
  part(name.length);
  return parts.join('_').toLowerCase();
}

const OTHER = 0;
const CAPITAL = 1;
/** A digit, too. */
const SMALL = 2;

const isDigit = (code: number): boolean => code > 47 && code < 58;
const kindOf = (code: number): number =>
  (code > 96 && code < 123) || isDigit(code) ? SMALL : code > 64 && code < 91 ? CAPITAL : OTHER;
