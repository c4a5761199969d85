import type { Names } from '../names/names.ts';
import { isCommonId } from './is-opaque.ts';
import { isOpenForm } from './is-open-form.ts';

/**
 * True for words that somebody joined, or put a number to, where a header asks for a credential: `my-dog-rex-7`. Not for
 * what a manual says there (`your-token`, `access_token`), nor for ids.
 */
export function isMadeUp(value: string, names: Pick<Names, 'strength'>): boolean {
  const [, secret = ''] = WITH_SCHEME.exec(value) ?? [];
  return (
    /\w[-_.]\w|\d/.test(secret) &&
    !/\*{3}|\.{3}/.test(secret) &&
    !isOpenForm(secret) &&
    (!isCommonId(secret) || WORD_AND_NUMBER.test(secret)) &&
    !EXAMPLE.test(secret) &&
    (names.strength(secret) === undefined || secret.split(/[-_.]/).length > 2)
  );
}

/** The number of a ticket has capitals before it. */
const WORD_AND_NUMBER = /^[a-z]{3,10}-\d{1,8}$/;
const WITH_SCHEME = /^\s*(?:[A-Za-z][\w-]{1,40} )?([\w.~+/=!@#%&*:-]{6,4000})$/;
const EXAMPLE = /(?:^|[-_.])(?:example|sample|dummy|fake|placeholder|x{3,}|here)(?:[-_.]|$)/i;
