import { isBenign, isProse } from './is-benign.ts';
import { isOpaque } from './is-opaque.ts';
import { isPasswordLike } from './is-password-like.ts';

/**
 * True for a value that may be taken out wherever it stands: at least 8 characters, which no word, number,
 * address, path, file or version would be. Signs are no hindrance: `x9$kL2@pQ7!zR` is one.
 *
 * @param isMadeUp true where people make it up, as passwords: then `Welcome123` is one as well, and so is a phrase
 */
export function isCredential(value: string, isMadeUp = false): boolean {
  if (value.length < LEAST || value.length > MOST || isBenign(value) || isCommon(value)) return false;
  if (value.startsWith('-----BEGIN ')) return true;
  if (/\s/.test(value)) return isMadeUp && isPhrase(value);
  return (
    isOpaque(value, LEAST) || hasOpaquePart(value) || isMixed(value) || (isMadeUp && isPasswordLike(value))
  );
}

const LEAST = 8;
const MOST = 20_000;

/** What is public under any name. */
const isCommon = (value: string): boolean =>
  PLACE.test(value) || FILE.test(value) || HOST.test(value) || MAIL.test(value) || NUMBERS.test(value);

const PLACE =
  /^(?:[a-z][a-z0-9+.-]{1,30}:\/\/|(?:\.{1,2}|~)?\/[\w.~-]*(?:\/|$)|[A-Za-z]:[\\/]|\\\\|unix:|www\.)/i;
const FILE =
  /^[\w@./\\ -]{1,200}\.(?:pem|key|crt|cer|der|csr|p8|p12|pfx|jks|keystore|json|ya?ml|toml|txt|env|ini|conf|cfg|pub|asc|gpg|db|sqlite3?|sock|log|sh|[cm]?[jt]sx?)$/i;
const HOST = /^(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,10}(?::\d{1,5})?$/;
const MAIL = /^[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}[A-Za-z]{2,12}$/;
const NUMBERS = /^[v^~<>=\s]{0,3}[\d.,:;/_ +-]+(?:[-+][a-z]{1,8}[.\d]{0,8})?$/;

/** `acme_live_customer_q7Rt9LmX2vBn`: words that tell whose it is, then what is random. */
const hasOpaquePart = (value: string): boolean =>
  /^[\w.:=+/-]+$/.test(value) && value.split(/[_.:-]/).some((part) => /\d/.test(part) && isOpaque(part, 10));

/** Letters and a sign that stands in no name, with digits or both cases. */
function isMixed(value: string): boolean {
  if (!/[^\w.,:;/=\s-]/.test(value) || !/[A-Za-z]/.test(value)) return false;
  if (/^[\w-]+\(.*\)$|^\W*[a-z]+\W*$|[*]{2}|^%[A-Za-z]\W%/.test(value)) return false;
  const classes = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(value)).length;
  return classes >= 2;
}

const isPhrase = (value: string): boolean =>
  value.length >= 16 && !isProse(value) && /^\S+(?: \S+){2,30}$/.test(value);
