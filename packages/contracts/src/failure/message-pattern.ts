const MAX_INPUT = 4000;
const MAX_PATTERN = 200;

// Every pattern is linear: one pass, no nested repetition, bounded input.
const VARIABLE: readonly RegExp[] = [
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'`<>]+/gi,
  /"(?:[^"\\\n]|\\.)*"|“[^”\n]*”|«[^»\n]*»|`[^`\n]*`/g,
  /(?<!\w)'[^'\n]*'(?!\w)|‘[^’\n]*’/g,
  /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+/g,
  /\b[a-z]:\\[^\s:*?"<>|]+/gi,
  /(?<![\w#])(?:~|\.{1,2})?\/[\w@.~+-]+(?:\/[\w@.~+-]*)*/g,
  /(?<![\w/#])[\w@.~+-]+(?:\/[\w@.~+-]+)*\/[\w@~+-]+\.\w{1,8}\b/g,
];

const INNERMOST_BRACKETS = /\{[^{}\n]*\}|\[[^[\]\n]*\]|<[^<>\n]*>/g;
const DAY = 'mon|tue|wed|thu|fri|sat|sun';
const MONTH = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const UNIT =
  'ms|msec|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?|b|bytes?|[kmgt]i?b|chars?|characters?|tokens?|usd|eur|gbp|am|pm|gmt|utc|z';

/**
 * A message with everything that varies from run to run replaced by `#`: addresses, quoted text,
 * paths, ids, digests, times, amounts, values in brackets and after `=`. Lower case, at most 200 long.
 */
export function messagePattern(message: string): string {
  let text = message
    .slice(0, MAX_INPUT)
    .replace(
      /\b(http|status(?: code)?|code)([ :=]{1,3})([1-5]\d\d)\b/gi,
      (_, word: string, __, digits: string) => `${word} ${lettersOf(digits)} `,
    );
  for (const pattern of VARIABLE) text = text.replace(pattern, '#');
  for (let depth = 0; depth < 4; depth += 1) text = text.replace(INNERMOST_BRACKETS, '#');
  return text
    .replace(/[{[][^\n]*$/gm, '#')
    .replace(/=\S+/g, '=#')
    .replace(/[\w.:+-]+/g, (token) => (isVariable(token) ? '#' : token))
    .toLowerCase()
    .replace(
      new RegExp(`\\b(?:${DAY})[a-z]*,? #|# ?(?:${MONTH})[a-z]*\\.? #|\\b(?:${MONTH})[a-z]*\\.? #`, 'g'),
      '#',
    )
    .replace(/[$€£¥]\s?#|#\s?[$€£¥%]/g, '#')
    .replace(new RegExp(`#\\s?(?:${UNIT})\\b`, 'g'), '#')
    .replace(/[^\p{L}\p{N}#_]+/gu, ' ')
    .replace(/#(?: ?#)+/g, '#')
    .replace(/# (\p{L}{2,})s\b/gu, '# $1')
    .trim()
    .slice(0, MAX_PATTERN);
}

/** Spells a status in letters, so that the digits survive what follows. */
function lettersOf(digits: string): string {
  return `status_${digits.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')}`;
}

function isVariable(token: string): boolean {
  if (token.startsWith('status_')) return false;
  if (/\d/.test(token)) return true;
  if (/^[a-f]{8,}$/i.test(token)) return true;
  return token.length >= 16 && runsOfCase(token) > token.length / 3;
}

/** How often a token changes between small and capital letters: random ids do all the time, names rarely. */
function runsOfCase(token: string): number {
  return (token.match(/[a-z]+|[A-Z]+/g) ?? []).length;
}
