import { continuedStrings } from '@agent-replay/redaction';
import type { FolderForm, FolderPair } from './folder-forms.ts';

/** A part of a text, and what is to stand there. */
export interface Change {
  start: number;
  end: number;
  text: string;
  pair: FolderPair;
}

/** Finds folders in a text, in order, and what is to stand in their place. */
export type FolderFinder = (text: string) => Change[];

/** What is taken for a folder of one name, such as `/app`, which may be a tag, a route, or a word as well. */
export interface FindOptions {
  /** True to take it wherever it may be one, instead of only where it can hardly be anything else. */
  isLoose: boolean;
}

/** Finds folders by their forms, also where events of a stream say one piece by piece. */
export function folderFinder(forms: readonly FolderForm[], options: FindOptions): FolderFinder {
  const find = plainFinder(forms, options);
  return (text) => {
    const threads = continuedStrings(text) ?? [];
    if (threads.length === 0) return find(text);
    const pieces = threads.flat().toSorted((a, b) => a.start - b.start);
    let next = 0;
    const beside = find(text).filter(({ start }) => {
      while ((pieces[next]?.end ?? Infinity) <= start) next += 1;
      return start < (pieces[next]?.start ?? Infinity);
    });
    return [...beside, ...threads.flatMap((thread) => inPieces(thread, find))].toSorted(
      (a, b) => a.start - b.start,
    );
  };
}

type PlainFinder = (text: string, isStart?: (at: number) => boolean) => Change[];

function plainFinder(forms: readonly FolderForm[], { isLoose }: FindOptions): PlainFinder {
  const known = new Map(forms.toReversed().map((form) => [form.from, form]));
  if (known.size === 0) return () => [];
  // The longest first: one folder may be within another.
  const sources = [...known.keys()].toSorted((a, b) => b.length - a.length).map(escaped);
  const pattern = new RegExp(sources.join('|'), 'g');
  return (text, isStart = () => false) =>
    Array.from(text.matchAll(pattern)).flatMap(({ 0: found, index }) => {
      const form = known.get(found);
      const end = index + found.length;
      if (form === undefined || !endsAt(text, end) || !(isStart(index) || beginsAt(text, index))) return [];
      if (form.isShort && !isFolder(text, { start: index, end, form, isLoose })) return [];
      return [{ start: index, end, text: form.to, pair: form.pair }];
    });
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** False within a name, or behind another path. */
function beginsAt(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 8), at);
  return !WITHIN_NAME.test(before) || BEHIND_ESCAPE.test(before);
}
const WITHIN_NAME = /[\p{L}\p{N}_.~/-]$/u;
/** An escape of JSON or of an address, a scheme, or an option of a command, such as `-C/srv/app`. */
const BEHIND_ESCAPE =
  /\\[nrtbf]$|\\u[\da-f]{4}$|%(?!2f)[\da-f]{2}$|(?<!https?):\/{2,3}$|(?<![\p{L}\p{N}_-])-[a-z]$/iu;

/** False where the name of the folder goes on. */
function endsAt(text: string, at: number): boolean {
  return !NAME_GOES_ON.test(text.slice(at, at + 3));
}
const NAME_GOES_ON = /^(?:[\p{L}\p{N}_~@-]|\.[\p{L}\p{N}_])/u;

/** True where a folder of one name can hardly be anything else, or, loosely, may be one. */
function isFolder(
  text: string,
  { start, end, form, isLoose }: { start: number; end: number; form: FolderForm; isLoose: boolean },
): boolean {
  const before = text.slice(Math.max(0, start - 200), start);
  if (BEHIND_TAG.test(before) || IN_PATH_OF_URL.test(before)) return false;
  const { separator } = form;
  const next = text.startsWith(separator, end) ? end + separator.length : end;
  const after = text.slice(next, next + 8);
  if (next > end && BEGINS_NAME.test(after)) return true;
  if (IN_URL.test(before)) return false;
  return isLoose || (BEGINS_WHOLE.test(before) && ENDS_WHOLE.test(after));
}
const BEHIND_TAG = /(?:<|\\u003c|%3c|&lt;)$/i;
const IN_PATH_OF_URL = /\b(?:https?|wss?):(?:\\?\/){2}(?:[^\s"'<>?#\\]|\\\/)*$/i;
const IN_URL = /\b(?:https?|wss?):(?:\\?\/){2}(?:[^\s"'<>\\]|\\\/)*$/i;
const BEGINS_NAME = /^(?:[\p{L}\p{N}_.@~-]|%[^2]|\\u)/iu;
/** The whole text, something in quotes, a line, or what an element holds. */
const BEGINS_WHOLE = /(?:^|["'`\r\n>]|\\[nr])$/;
const ENDS_WHOLE = /^(?:$|["'`\r\n<]|\\+["'nr])/;

/** Each string that changes as a whole: what is said in its place stands in the first piece of what was said. */
function inPieces(pieces: readonly Piece[], find: PlainFinder): Change[] {
  const values = pieces.map(({ value }) => value);
  const starts = new Set<number>();
  let length = 0;
  for (const value of values) {
    starts.add(length);
    length += value.length;
  }
  const changes = find(values.join(''), (at) => starts.has(at));
  const pair = changes[0]?.pair;
  if (pair === undefined) return [];
  const after = changeParts(values, changes);
  return pieces.flatMap(({ start, end, value }, index) => {
    const text = after[index] ?? '';
    return text === value ? [] : [{ start, end, text: JSON.stringify(text), pair }];
  });
}

type Piece = NonNullable<ReturnType<typeof continuedStrings>>[number][number];

/** Changes texts that continue one another, and gives them back cut where they were cut. */
export function changeParts(parts: readonly string[], changes: readonly Change[]): string[] {
  const whole = parts.join('');
  let next = 0;
  let from = 0;
  let at = 0;
  return parts.map((part) => {
    const to = from + part.length;
    let out = '';
    for (let change = changes[next]; change !== undefined && change.start < to; change = changes[next]) {
      out += whole.slice(at, change.start) + change.text;
      at = change.end;
      next += 1;
    }
    if (at < to) {
      out += whole.slice(at, to);
      at = to;
    }
    from = to;
    return out;
  });
}
