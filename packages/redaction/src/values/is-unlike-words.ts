import { withoutPlaceholders } from '../placeholder.ts';
import { isOpaque } from './is-opaque.ts';
import { looksLikeCode } from './judge.ts';

/** In a sentence a word is a word: only what mixes letters with digits or signs counts. */
export function isUnlikeWords(given: string): boolean {
  const value = withoutPlaceholders(given);
  if (/[{}[\]<>]|^\w+=|^\d{1,3}%?$|^https?:/.test(value) || looksLikeCode(value) || ENCODED.test(value))
    return false;
  return (
    (/\d/.test(value) &&
      /[A-Za-z]/.test(value) &&
      !/^\d+(?:st|nd|rd|th|px|ms|s|kb|mb|gb|%|-\w+)$/i.test(value)) ||
    /^\d{4,}$/.test(value) ||
    /[a-z][!@#$%^&*][\w!@#$%^&*]/i.test(value) ||
    isOpaque(value, 10)
  );
}

/** How it is kept: `base64-encoded`. */
const ENCODED =
  /^(?:base(?:32|58|64)(?:url)?|utf-?8|ascii85|md5|sha-?(?:1|256|512)|aes-?(?:128|256)|x509|oauth2|bcrypt)(?:-(?:based|encoded|encrypted|decoded|hashed|signed|digest|hash|hmac|rsa|string|text|safe|url|hex|cbc|gcm|ctr)){0,2}$/i;
