import type { Edit } from '../edit.ts';
import { allMatches } from '../matches.ts';
import { isBenign } from '../values/is-benign.ts';
import { isNameWithNumber } from '../values/is-name-with-number.ts';
import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { last } from './commands.ts';

/** What is listed below a heading that names secrets, whatever each of them is for: `## Credentials`, `- staging: …`. */
export const headedSecrets = (text: string): Edit[] =>
  allMatches(text, LIST).flatMap(({ 0: whole, 1: items = '', index }) => {
    const from = index + whole.length - items.length;
    return allMatches(items, ITEM)
      .filter(([, value = '']) => isMadeUp(value))
      .map((found) => last(found, 'secret'))
      .map((edit) => ({ ...edit, start: from + edit.start, end: from + edit.end }));
  });

/** No rule for passwords, and no type: `GoogleOAuth2Api`. */
const isMadeUp = (value: string): boolean =>
  !isBenign(value) &&
  !isCommonId(value) &&
  !/^\w+:\/\/|^\^|A-Z|a-z|0-9/.test(value) &&
  !(isNameWithNumber(value) && /\d[A-Z][a-z]{2,}$/.test(value)) &&
  (isPasswordLike(value) || (/\d/.test(value) && isOpaque(value, 12)));

/** A line of nothing but the word for them, and what stands below it in lines of two parts. */
const LIST =
  /^[ \t]{0,8}(?:#{1,6} |\*\*|__)?(?:[A-Za-z]{1,16} )?(?:secrets|credentials|passwords|api keys|access tokens)(?:\*\*|__)?:?[ \t]*\r?\n(?:[ \t]*\r?\n)?((?:[ \t]{0,8}(?:[-*+] )?[^\n:>→]{1,40}(?::|->|→|=>)[ \t]{1,4}[^\n]{1,200}(?:\n|$)){1,50})/gim;
const ITEM =
  /^[ \t]{0,8}(?:[-*+] )?[^\n:>→]{1,40}(?::|->|→|=>)[ \t]{1,4}["'`]?([^\s"'`,]{6,200})(?=["'`]?[ \t]*\r?$)/gm;
