import type { Edit } from '../edit.ts';
import { isBenign, isProse } from '../values/is-benign.ts';
import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import { kindOf } from '../values/kind-of.ts';
import { normalName } from '../names/normal-name.ts';
import type { Rule, Scan } from './rule.ts';
import { allMatches } from '../matches.ts';

/**
 * String literals in code that follow a telling name on their line without standing right behind its
 * `=`: `getenv("KEY", "…")`, `define('KEY', '…')`, `x.setPassword("…")`, `key = env.KEY || "…"`.
 */
export const literals: Rule = {
  name: 'literals',
  mayFind: ({ quotes }) => quotes >= 2,
  find(text, scan) {
    const edits: Edit[] = [];
    for (const found of allMatches(text, LITERAL)) {
      const value = found[0].slice(1, -1);
      if (value.length < LEAST || value.includes('://')) continue;
      const start = found.index + 1;
      const name = telling(text.slice(Math.max(0, found.index - REACH), found.index), value, scan);
      if (name !== undefined)
        edits.push({ start, end: start + value.length, kind: kindOf(normalName(name)) });
    }
    return edits;
  },
};

/** Short ones too, since the end of one is not the beginning of the next. */
const LITERAL = /(?<!\\)(?:"[^\s"\\]{0,400}"|'[^\s'\\]{0,400}'|`[^\s`\\]{0,400}`)/g;
const LEAST = 6;
const REACH = 100;
const NAMED = /[A-Za-z_$][\w$-]{2,63}/g;

/** The name that a literal belongs to: a telling one before it, with no other key between. */
function telling(before: string, value: string, { names }: Scan): string | undefined {
  // most are words, which no name makes a secret here
  if (!isMixed(value) && value.search(BRACKETS) < 0 && !isHumped(value)) return undefined;
  if (isBenign(value) || isProse(value) || isCommonId(value) || OPTION.test(value)) return undefined;
  const line = before.slice(before.lastIndexOf('\n') + 1);
  for (const { 0: name, index } of allMatches(line, NAMED).toReversed()) {
    const strength = names.strength(name);
    if (strength === undefined) continue;
    const between = line.slice(index + name.length);
    if (OTHER_KEY.test(between) || normalName(value) === normalName(name)) return undefined;
    const isSecret = strength === 'secret';
    if (
      DIRECT.test(between) &&
      (isSecret
        ? isMixed(value) || (isHumped(value) && CONSTANT.test(name))
        : /\d/.test(value) && isOpaque(value.replace(BRACKETS, ''), 16))
    )
      return name;
    if ((isSecret || /auth|token/i.test(name)) && /\d/.test(value) && isOpaque(value, 12)) return name;
  }
  return undefined;
}

/** An argument, in prose that tells to pass it; a constant. */
const OPTION =
  /^[a-z][a-z_]{2,30}=\w{0,8}$|^[a-z][a-z_-]{0,30}(?:\/[a-z][a-z0-9_-]{0,30}){1,6}(?:\?[\w=&-]{1,40})?$|^[\w./-]{2,60}(?:==|@v?)\d[\w.]{0,20}$|^[A-Z][A-Z0-9]*(?:_[A-Z]{3,})+$/;
/** Signs that no name has, and generated secrets do. */
const BRACKETS = /[<>{}()[\]]/g;

const isMixed = (value: string): boolean =>
  isOpaque(value, 6) || (/[A-Za-z]/.test(value) && /\d/.test(value) && /[^\w.:/-]/.test(value));

/** Both cases and digits, as passwords of words have: behind a constant that is named for one. */
const isHumped = (value: string): boolean => /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value);
const CONSTANT = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** An argument beside its name, or the argument of a call that is named for it. */
const DIRECT =
  /^(?:["'`]?\]?["'`])?\s*(?:\(\s*|,\s*|:\s{0,2}&?(?:'static )?[A-Za-z]\w{0,20}\??\s*=\s*|==?=?\s*|<-\s*|\s+)$/;
/** What begins another key, statement or sentence. */
const OTHER_KEY =
  /,\s*["'`]?[\w$-]+["'`]?\s*[:=]|;\s+[A-Za-z_][\w.]*\s*[=(:]|(?<! )[.!?]\s+[A-Z]|["'`]\s*:\s*["'`]?\w+["'`]?\s*,/;
