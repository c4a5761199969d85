/**
 * True for a string that looks made by a machine to be hard to guess: no words, no path, no number,
 * no date, no version.
 */
export function isOpaque(value: string, least: number): boolean {
  if (value.length < least || value.length > 20_000) return false;
  if (/[\s<>{}()[\]"'`]/.test(value)) return false;
  if (/^(?:[a-z][a-z0-9+.-]{1,20}:\/\/|\.{0,2}\/|[A-Za-z]:\\|www\.)/.test(value)) return false;
  if (/^[\d.,:;/_ +-]*$/.test(value)) return false;
  if (/^\d{4}-\d\d-\d\d(?:[T ]|$)/.test(value)) return false;
  return strangeness(value.slice(0, ENOUGH)) >= 0.5;
}

/** Characters that tell what the rest is. */
const ENOUGH = 400;

/** True for identifiers that only look like secrets: UUIDs, ULIDs, hashes in hex, prefixed ids of APIs. */
export function isCommonId(value: string): boolean {
  return COMMON_ID.test(value);
}

const COMMON_ID =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-7][0-9A-HJKMNP-TV-Z]{25}|(?:sha\d{1,3}|md5)[:-][A-Za-z0-9+/=_-]+|[A-Z]{2,10}-\d{1,8}|(?!SK)[A-Z]{2}[0-9a-f]{32}|[a-z][a-z-]{2,60}-[0-9a-f]{8,10}-[a-z0-9]{5}|[0-9a-f]{7,8}|[0-9a-f]{16}|[0-9a-f]{20}|[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}|0x[0-9a-f]{40}|0x[0-9a-f]{64}|(?:call|msg|toolu|srvtoolu|resp|rs|rsn|fc|ws|ctc|chatcmpl|cmpl|run|req|thread|asst|file|vs|batch|gen|step|item|evt|event|obj|proj|org|user|usr|cus|ch|pi|in|sub|prod|price|acct|txn|ord|order|inv|msgbatch|session|conv|trace|span|modelcmpl|fp|ft|ftjob|snap|img|container|cntr|mcp|mcpl|mcpr|lsh|sess|sesn|agent|env|vlt|skill)[-_][A-Za-z0-9_-]+)$/i;

/** Share of the characters that stand in parts which are neither words nor short numbers. */
function strangeness(value: string): number {
  let strange = 0;
  let all = 0;
  for (const part of value.match(PART) ?? []) {
    all += part.length;
    if (!isPlain(part)) strange += part.length;
  }
  const punctuation = value.replace(/[A-Za-z0-9_.\-/:=]/g, '').length;
  return all === 0 ? 0 : (strange + punctuation) / (all + punctuation);
}

/** Runs of letters and digits; separators of words end them. */
const PART = /[A-Za-z0-9]+/g;

function isPlain(part: string): boolean {
  if (/^\d+$/.test(part)) return part.length <= 4;
  if (/^(?:v\d{1,3}|[a-zA-Z]{1,3}\d{0,2}|\d{1,4}[a-zA-Z]{1,2})$/.test(part)) return true;
  const word = /^([A-Za-z]+?)\d{0,3}$/.exec(part)?.[1];
  return word !== undefined && wordsOf(word.replace(/^[A-Z](?=[A-Z][a-z]{3})/, '')).every(isWordLike);
}

function wordsOf(letters: string): string[] {
  return letters.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [letters];
}

/** Pronounceable: has vowels, no long runs of consonants, and is not a single stray letter. */
function isWordLike(word: string): boolean {
  if (word.length > 18) return false;
  if (word.length <= 4) return word.length > 1 || /^[AI]$/.test(word);
  const vowels = word.match(/[aeiouy]/gi)?.length ?? 0;
  const share = vowels / word.length;
  return (
    share >= 0.16 &&
    share <= 0.7 &&
    !/[^aeiouy]{5}|[aeiou]{4}|[jq][^aeiouy]|x[^aeiouypctsh]|(.)\1\1/i.test(word)
  );
}
