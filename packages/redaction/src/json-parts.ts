import {
  isTorn,
  keepHead,
  mayCut,
  MOST_HEAD,
  forgetTables,
  type TableLevel,
  tellRole,
} from './json-tables.ts';

/** A part of a JSON text, in a text of its own that has the same objects and lists around it. */
export interface JsonPart {
  start: number;
  end: number;
  before: string;
  after: string;
}

/** An object or a list that is open where a text is cut. */
interface Level extends TableLevel {
  /** Where its small members begin and end, in turn, or a list's first item that is a list: they may tell what the others are. */
  members: number[];
  size: number;
  /** True when a cut refers to it; the others are used again, since a text has more than memory should. */
  isKept: boolean;
}

interface Cut {
  /** The place of a comma. */
  at: number;
  levels: readonly Level[];
}

/**
 * Cuts a large JSON text between its values, so that each part can be read like a whole: within the same
 * names, beside the same small members, and under the same columns. One part where several would not tell what the
 * whole tells; undefined when the text is not JSON.
 */
export function jsonParts(bytes: Buffer, size: number): JsonPart[] | undefined {
  const found = cutsOf(bytes, size);
  const isTooMuch = found?.some(
    ({ levels }) => levels.reduce((sum, { headSize }) => sum + headSize, 0) > MOST_HEAD,
  );
  const cuts = isTooMuch === true ? found?.slice(-1) : found;
  return cuts?.map((_, index) => partOf(bytes, cuts[index - 1], cuts[index] as Cut));
}

function partOf(bytes: Buffer, first: Cut | undefined, last: Cut): JsonPart {
  const [start, end] = [first === undefined ? 0 : first.at + 1, last.at];
  const opened = first?.levels ?? [];
  const around = ({ isObject, members, heads }: Level): string => {
    const spans: string[] = [];
    for (const list of [heads, members])
      for (let at = 0; at < list.length; at += 2) {
        const [from, to] = [list[at] as number, list[at + 1] as number];
        if (to <= start || from >= end) spans.push(bytes.toString('utf8', from, to));
      }
    return (isObject ? spans : [...spans, FILLING]).join(',');
  };
  // made when it is asked for: the heads of all parts together may be longer than the text
  return {
    start,
    end,
    get before() {
      const before = opened.map((level) => {
        const name = level.name[1] === 0 ? '' : `${bytes.toString('utf8', ...level.name)}:`;
        const members = around(level);
        return `${name}${level.isObject ? '{' : '['}${members}${members === '' ? '' : ','}`;
      });
      return before.join('');
    },
    get after() {
      const after = last.levels.toReversed().map((level) => {
        const members = opened.includes(level) ? '' : around(level);
        return `${members === '' ? '' : ','}${members}${level.isObject ? '}' : ']'}`;
      });
      return after.join('');
    },
  };
}

/** Instead of the other items of a list: two are a pair, and an even number of texts are names and values. */
const FILLING = '0,0';
/** What is remembered of an object's members, in bytes. */
const MOST_MEMBERS = 16 * 1024;
const DEEPEST = 100;

/** Reads a text as `readJsonAt` does; the last cut is its end. */
function cutsOf(bytes: Buffer, size: number): Cut[] | undefined {
  const cuts: Cut[] = [];
  const levels: Level[] = [];
  let depth = 0;
  let mayPart = true;
  let start = 0;
  let name = 0;
  let nameEnd = 0;
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== OPEN_OBJECT && bytes[at] !== OPEN_ARRAY) return undefined;
  for (;;) {
    at = skipSpace(bytes, at);
    const top = levels[depth - 1];
    const byte = bytes[at] ?? 0;
    if (depth > 0 && top?.isObject === true && nameEnd === 0 && byte !== CLOSE_OBJECT) {
      name = at;
      nameEnd = endOfString(bytes, at);
      at = skipSpace(bytes, nameEnd);
      if (nameEnd < 0 || bytes[at] !== COLON) return undefined;
      at += 1;
      continue;
    }
    let isLevel = false;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (depth > 0 && top !== undefined) top.items += 1;
      if (depth === DEEPEST) return undefined;
      open(levels, depth, { isObject: byte === OPEN_OBJECT, at, name, nameEnd });
      tellRole(bytes, levels[depth] as Level, top);
      depth += 1;
      nameEnd = 0;
      at = skipSpace(bytes, at + 1);
      if (!isClose(bytes[at])) continue;
    } else if (!isClose(byte)) {
      const end = byte === QUOTE ? endOfString(bytes, at) : endOfWord(bytes, at);
      if (end < 0 || top === undefined) return undefined;
      keep(top, nameEnd === 0 ? at : name, end);
      nameEnd = 0;
      at = end;
    } else if (nameEnd > 0) return undefined;
    for (at = skipSpace(bytes, at); isClose(bytes[at]); at = skipSpace(bytes, at + 1)) {
      if (depth === 0 || levels[depth - 1]?.isObject !== (bytes[at] === CLOSE_OBJECT)) return undefined;
      depth -= 1;
      isLevel = true;
      const closed = levels[depth] as Level;
      mayPart &&= !isTorn(closed);
      if (!keepHead(bytes, levels, depth, at + 1)) keepLevel(levels[depth - 1], closed, at + 1);
    }
    if (depth === 0) return at === bytes.length ? [...(mayPart ? cuts : []), { at, levels: [] }] : undefined;
    if (bytes[at] !== COMMA) return undefined;
    if (at - start >= size && isPlaceToCut(levels[depth - 1], isLevel) && mayCut(levels, depth, at, start)) {
      const opened = levels.slice(0, depth);
      for (const level of opened) level.isKept = true;
      cuts.push({ at, levels: opened });
      start = at + 1;
    }
    at += 1;
  }
}

function open(
  levels: Level[],
  depth: number,
  { isObject, at, name, nameEnd }: { isObject: boolean; at: number; name: number; nameEnd: number },
): void {
  let level = levels[depth];
  if (level === undefined || level.isKept)
    levels[depth] = level = {
      isObject,
      at,
      name: [0, 0],
      items: 0,
      members: [],
      size: 0,
      isKept: false,
      role: undefined,
      heads: [],
      headSize: 0,
      hasTable: false,
      hasHead: false,
      isHeadLost: false,
      isRowCut: false,
    };
  level.isObject = isObject;
  level.at = at;
  level.name[0] = name;
  level.name[1] = nameEnd;
  level.items = 0;
  level.members.length = 0;
  level.size = 0;
  forgetTables(level);
}

/** Among the texts of a list, a name and its value stay together. */
function isPlaceToCut(level: Level | undefined, isAfterLevel: boolean): boolean {
  return isAfterLevel || level?.isObject === true || (level?.items ?? 0) % 2 === 0;
}

function keep(level: Level, start: number, end: number): void {
  level.items += 1;
  if (level.isObject) remember(level, start, end);
}

/** A list that names the columns of another, as a member or as the first row. */
function keepLevel(around: Level | undefined, { isObject, name, at }: Level, end: number): void {
  if (around === undefined || isObject || (!around.isObject && around.items > 1)) return;
  remember(around, name[1] === 0 ? at : name[0], end);
}

function remember(level: Level, start: number, end: number): void {
  if (end - start > MOST_MEMBERS / 4) return;
  if (level.members.length === MOST_SPANS || level.size + end - start > MOST_MEMBERS) return;
  level.members.push(start, end);
  level.size += end - start;
}

const MOST_SPANS = 200;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const isClose = (byte: number | undefined): boolean => byte === CLOSE_OBJECT || byte === CLOSE_ARRAY;

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let byte = bytes[at]; byte === 32 || byte === 10 || byte === 13 || byte === 9; byte = bytes[at])
    at += 1;
  return at;
}

/** Behind the closing quote, or -1. */
function endOfString(bytes: Buffer, start: number): number {
  if (bytes[start] !== QUOTE) return -1;
  for (let at = bytes.indexOf(QUOTE, start + 1); at >= 0; at = bytes.indexOf(QUOTE, at + 1)) {
    let before = at - 1;
    while (bytes[before] === BACKSLASH) before -= 1;
    if ((at - before) % 2 === 1) return at + 1;
  }
  return -1;
}

const LONGEST_WORD = 400;
const WORD = /^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/;

function endOfWord(bytes: Buffer, start: number): number {
  // Most are whole numbers.
  let at = start;
  while ((bytes[at] ?? 0) >= 0x30 && (bytes[at] ?? 0) <= 0x39) at += 1;
  if (at > start && (bytes[at] === COMMA || isClose(bytes[at]))) return at;
  const word = WORD.exec(bytes.toString('latin1', start, start + LONGEST_WORD))?.[0];
  return word === undefined ? -1 : start + word.length;
}
