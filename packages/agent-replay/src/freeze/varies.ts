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

function lineVaries(recorded: string, replayed: string, otherwise: string): boolean {
  if (recorded === replayed) return true;
  const [one, two] = [wordsOf(replayed), wordsOf(otherwise)];
  if (one.length !== two.length) return sameEnds(recorded, replayed, otherwise);
  // What both say alike stands in the recording in the same order; between it is one word, whatever it is.
  let at = 0;
  let isOpen = false;
  for (const [index, word] of one.entries()) {
    if (word !== two[index]) {
      isOpen = true;
      continue;
    }
    const next = isOpen ? recorded.indexOf(word, at) : at;
    if (next < 0 || !recorded.startsWith(word, next) || !isWord(recorded.slice(at, next))) return false;
    at = next + word.length;
    isOpen = false;
  }
  const rest = recorded.slice(at);
  return isOpen ? isWord(rest) : rest === '';
}

/** Where the replays differ in how many words they have: between what both begin and end with. */
function sameEnds(recorded: string, replayed: string, otherwise: string): boolean {
  const shortest = Math.min(replayed.length, otherwise.length);
  let start = 0;
  while (start < shortest && replayed[start] === otherwise[start]) start += 1;
  let end = 0;
  while (end < shortest - start && replayed.at(-1 - end) === otherwise.at(-1 - end)) end += 1;
  return (
    recorded.length >= start + end &&
    recorded.startsWith(replayed.slice(0, start)) &&
    recorded.endsWith(replayed.slice(replayed.length - end)) &&
    isWord(recorded.slice(start, recorded.length - end))
  );
}

function isWord(text: string): boolean {
  return text.length <= LONGEST && !/\s/.test(text);
}

const LONGEST = 400;

/** Words, and what stands between them, character by character; a number is one word. */
function wordsOf(line: string): string[] {
  return line.match(/\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\p{L}\p{N}])|[\p{L}\p{N}_]+|[^\p{L}\p{N}_]/giu) ?? [];
}
