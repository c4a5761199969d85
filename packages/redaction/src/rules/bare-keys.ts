import { createHash } from 'node:crypto';
import type { Edit } from '../edit.ts';
import { isBenign } from '../values/is-benign.ts';
import { isOpaque } from '../values/is-opaque.ts';

/**
 * Finds a key without a prefix that is a run of its own, told by its length and form: an id and a secret, as
 * `<uuid>:<hex>` (fal), `<8>.<32>` (Baseten) or both in base64 (Elasticsearch), seeds of XRP, which have a checksum, and
 * the older tokens of Azure DevOps, where it is named.
 */
export function bareKey(text: string, start: number, end: number, edits: Edit[]): void {
  const keys = end - start > LONGEST ? undefined : KEYS_OF[end - start];
  if (keys === undefined) return;
  const found = keys.find(
    // a sentence may end behind it
    ({ size, isKey, behind }) =>
      (end - start === size || END.has(text.charCodeAt(start + size))) &&
      isKey(text.slice(start, start + size)) &&
      (behind === undefined || behind.test(text.slice(Math.max(0, start - NEAR), start))),
  );
  if (found !== undefined && !isBenign(text.slice(start, start + found.size)))
    edits.push({ start, end: start + found.size, kind: 'key' });
}

const NEAR = 60;
const END: ReadonlySet<number> = new Set([46, 58]);

const isOfUuid = (value: string): boolean =>
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9a-f]{32}$/.test(value);

/** Both parts of letters of both cases and digits, which no file or member of code has in so many. */
const isParted = (value: string): boolean =>
  value[8] === '.' && [value.slice(0, 8), value.slice(9)].every((part) => isMixed(part) && isOpaque(part, 8));
const isMixed = (part: string): boolean => /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9]+$/.test(part);

/** `id:api_key` in base64, as an API key of Elasticsearch is sent. */
const isEncoded = (value: string): boolean =>
  value.endsWith('==') && /^[\w-]{20}:[\w-]{22}$/.test(Buffer.from(value, 'base64').toString('latin1'));

/** Base58 in the order of the XRP Ledger. */
const XRP = 'rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz';
const SEED = new RegExp(`^s[${XRP}]{28}(?:[${XRP}]{2})?$`);

/** A seed (xrpl.org, "Base58 Encodings"): the last four bytes are those of a digest of the others. */
function isSeed(value: string): boolean {
  if (!SEED.test(value)) return false;
  let number = 0n;
  for (const sign of value) number = number * 58n + BigInt(XRP.indexOf(sign));
  const hex = number.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const digest = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();
  return digest(digest(bytes.subarray(0, -4)))
    .subarray(0, 4)
    .equals(bytes.subarray(-4));
}

/** Base32, which sums and addresses are written in as well. */
const isBase32 = (value: string): boolean => /^(?=(?:[a-z]*[2-7]){3})[a-z2-7]+$/.test(value);

interface BareKey {
  readonly size: number;
  readonly isKey: (value: string) => boolean;
  /** What has to stand before it, and near. */
  readonly behind?: RegExp;
}

const KEYS: readonly BareKey[] = [
  { size: 29, isKey: isSeed },
  { size: 31, isKey: isSeed },
  { size: 41, isKey: isParted },
  { size: 52, isKey: isBase32, behind: /\bPAT\b|devops|dev\.azure|visualstudio/i },
  { size: 60, isKey: isEncoded },
  { size: 69, isKey: isOfUuid },
];
const LONGEST = 70;

/** By the length of a run, which may have the end of a sentence in it. */
const KEYS_OF: readonly (readonly BareKey[] | undefined)[] = Array.from(
  { length: LONGEST + 1 },
  (_, length) => {
    const keys = KEYS.filter(({ size }) => length === size || length === size + 1);
    return keys.length === 0 ? undefined : keys;
  },
);
