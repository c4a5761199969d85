import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { last } from './commands.ts';
import type { Rule } from './rule.ts';

/** Keys as lists of bytes: `secretKey = [174, 47, …]`, `Uint8Array.from([…])`, and the hex of `openssl pkey -text`. */
export const numberLists: Rule = {
  name: 'number-lists',
  needsWords: true,
  mayFind: ({ digits, heard }) => digits >= 16 && heard.hasAny([CUE, FILES]),
  find: (_text, _scan, { heard }) => [
    ...heard
      .matches(CUE, LIST)
      .concat(heard.matches(FILES, FILE))
      .filter(([, list = '']) => isKeyOfBytes(list.split(',').map((item) => Number(item.trim()))))
      .map((found): Edit => last(found, 'key')),
    ...heard.matches(CUE, PAIRS).map((found): Edit => last(found, 'private_key')),
  ],
};

const CUE = cue('key|secret|seed|priv|wallet|exponent|prime|coefficient|bytes');
const LIST =
  /(?:key|secret|seed|priv|wallet|bytes)[^[\]{}\n]{0,80}[[{(]\s{0,20}((?:(?:0x[0-9a-f]{1,2}|\d{1,3})\s{0,20},\s{0,20}){15,127}(?:0x[0-9a-f]{1,2}|\d{1,3}))(?=\s{0,20},?\s{0,20}[\]})])/iy;
const FILES = cue('id.json|keypair.json|key-pair.json|wallet.json');
/** The whole of a wallet's file, below its name. */
const FILE =
  /(?:id|key-?pair|wallet)\.json[^[\]{}\n]{0,40}\r?\n\s{0,20}\[\s{0,20}((?:\d{1,3}\s{0,20},\s{0,20}){63}\d{1,3})(?=\s{0,20}\])/iy;
const PAIRS =
  /(?:priv(?:ate ?key|ateExponent)?|privateExponent|prime[12]|exponent[12]|coefficient|secret(?: ?key)?)["']?\s{0,4}[:=]\s{0,20}["']?((?:[0-9a-f]{2}:\s{0,20}){15,600}[0-9a-f]{2})(?![0-9a-f:])/iy;

const SIZES = new Set([16, 24, 32, 48, 64, 96]);

/** As many bytes as a key has, spread over all that a byte can be. */
export function isKeyOfBytes(bytes: readonly number[]): boolean {
  if (!SIZES.has(bytes.length) || !bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256))
    return false;
  const isCount = bytes.every((byte, at) => at === 0 || byte > (bytes[at - 1] ?? 0));
  return !isCount && bytes.some((byte) => byte > 127) && new Set(bytes).size > bytes.length / 2;
}
