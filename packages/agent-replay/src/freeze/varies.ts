import type { Json } from '@agent-replay/contracts';

/**
 * True where a recorded value differs from a replayed one in nothing but what the clock and chance make: in what also
 * differs between that replay and one with another clock and another seed. However it was made of them: a duration, a
 * random number, a digest of the time. What both replays say alike, the recording has to say, too.
 */
export function varies(recorded: Json, replayed: Json, otherwise: Json): boolean {
  if (Array.isArray(recorded) || Array.isArray(replayed) || Array.isArray(otherwise)) {
    if (!Array.isArray(recorded) || !Array.isArray(replayed) || !Array.isArray(otherwise)) return false;
    const isLong = recorded.length === replayed.length && replayed.length === otherwise.length;
    return (
      isLong &&
      recorded.every((item, index) => varies(item, replayed[index] as Json, otherwise[index] as Json))
    );
  }
  if (isObject(recorded) && isObject(replayed) && isObject(otherwise)) {
    const keys = Object.keys(recorded);
    return [replayed, otherwise].every((each) => Object.keys(each).length === keys.length)
      ? keys.every(
          (key) =>
            Object.hasOwn(replayed, key) &&
            Object.hasOwn(otherwise, key) &&
            varies(recorded[key] as Json, replayed[key] as Json, otherwise[key] as Json),
        )
      : false;
  }
  if (recorded === replayed) return true;
  if (typeof recorded !== typeof replayed || typeof replayed !== typeof otherwise) return false;
  if (typeof recorded !== 'string') return typeof recorded === 'number' && replayed !== otherwise;
  return textVaries(recorded, replayed as string, otherwise as string);
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Line by line: a text in which lines come and go is another text. */
function textVaries(recorded: string, replayed: string, otherwise: string): boolean {
  const [before, after, other] = [recorded, replayed, otherwise].map((text) => text.split('\n')) as [
    string[],
    string[],
    string[],
  ];
  if (before.length !== after.length || after.length !== other.length) return false;
  return before.every((line, index) => lineVaries(line, after[index] as string, other[index] as string));
}

/** What both replays say alike stands in the recording in the same order; between it is one word, whatever it is. */
function lineVaries(recorded: string, replayed: string, otherwise: string): boolean {
  if (recorded === replayed) return true;
  const parts = commonParts(wordsOf(replayed), wordsOf(otherwise));
  if (parts === undefined) return false;
  const last = parts.length - 1;
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const next =
      index === 0 ? 0 : index === last ? recorded.length - part.length : recorded.indexOf(part, at);
    if (next < at || !recorded.startsWith(part, next) || !isWord(recorded.slice(at, next))) return false;
    at = next + part.length;
  }
  return at === recorded.length;
}

const isWord = (text: string): boolean => text.length <= LONGEST_WORD && !/\s/.test(text);

const LONGEST_WORD = 400;
/** Lines of more words are compared as they are. */
const MOST_WORDS = 3000;

/**
 * The parts that two lines have in common, by their longest common subsequence of words: what they begin with (which may be
 * nothing), what stands between what varies, and what they end with.
 */
function commonParts(one: readonly string[], two: readonly string[]): string[] | undefined {
  let start = 0;
  while (start < one.length && start < two.length && one[start] === two[start]) start += 1;
  let end = 0;
  const most = Math.min(one.length, two.length) - start;
  while (end < most && one.at(-1 - end) === two.at(-1 - end)) end += 1;
  const [a, b] = [one.slice(start, one.length - end), two.slice(start, two.length - end)];
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) return undefined;
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      longest[i * width + j] =
        a[i] === b[j]
          ? (longest[(i + 1) * width + j + 1] as number) + 1
          : Math.max(longest[(i + 1) * width + j] as number, longest[i * width + j + 1] as number);
  const parts: string[] = [];
  let part = one.slice(0, start).join('');
  let isOpen = false;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] !== b[j]) {
      isOpen = true;
      if ((longest[(i + 1) * width + j] as number) >= (longest[i * width + j + 1] as number)) i += 1;
      else j += 1;
      continue;
    }
    if (isOpen) {
      parts.push(part);
      part = '';
    }
    isOpen = false;
    part += a[i] as string;
    i += 1;
    j += 1;
  }
  const tail = one.slice(one.length - end).join('');
  return a.length + b.length === 0 ? [part + tail] : [...parts, part, tail];
}

/** Words, and what stands between them, character by character; a number is one word. */
function wordsOf(line: string): string[] {
  return line.match(/\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\p{L}\p{N}])|[\p{L}\p{N}_]+|[^\p{L}\p{N}_]/giu) ?? [];
}
