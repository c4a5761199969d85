/** The middle of many like lines, from the beginning of one to the end of another. */
export interface LineBlock {
  start: number;
  end: number;
  /** Where the data of its lines begins and ends, in turn, where there is some to be decoded. */
  runs: number[];
  /** False where each line may be a key of its own, which has to be looked at. */
  isData: boolean;
}

/** What is kept of both ends. */
const KEPT = 512;
const LONGEST_LINE = 240;
/** Base64 that is wrapped (RFC 2045 §6.8, RFC 7468 §3), as files of YAML hold images and documents. */
const DATA = /[ \t]{0,40}([A-Za-z0-9+/]{60,160})\\?\r?\n/y;
/** Numbers that were measured, as lists of embeddings are. */
const MEASURED = /[ \t]{0,40}(?:- )?-?\d{1,4}\.\d{3,20}(?:e[-+]?\d{1,3})?,?\r?\n/y;

/**
 * The lines around a place, where so many characters of lines that are alike stand together that only what decodes them
 * can find something in the middle: base64 on lines of one width, or measured numbers.
 *
 * @param from where to stop on the way back
 * @param least characters that are worth it
 */
export function lineBlockAt(text: string, at: number, from: number, least: number): LineBlock | undefined {
  const first = lineStartBefore(text, at, from);
  const kind = first === undefined ? undefined : lineAt(text, first);
  if (first === undefined || kind === undefined) return undefined;
  const starts = [first];
  for (let next = first; next > from;) {
    const start = lineStartBefore(text, next - 1, from);
    const line = start === undefined ? undefined : lineAt(text, start);
    if (start === undefined || line?.width !== kind.width || line.end !== next) break;
    starts.push((next = start));
  }
  starts.reverse();
  for (let { end } = kind, line = lineAt(text, end); line?.width === kind.width; line = lineAt(text, end)) {
    starts.push(end);
    end = line.end;
  }
  return middleOf(text, starts, kind.width, least);
}

function middleOf(text: string, starts: number[], width: number, least: number): LineBlock | undefined {
  const [first = 0, last = 0] = [starts[0], starts.at(-1)];
  if (last - first < least) return undefined;
  const inner = starts.filter((start) => start >= first + KEPT && start <= last - KEPT);
  const [start, end] = [inner[0], inner.at(-1)];
  if (start === undefined || end === undefined || end === start) return undefined;
  const runs: number[] = [];
  if (width === 0) return { start, end, runs, isData: true };
  let signs = 0;
  for (const line of inner.slice(0, -1)) {
    DATA.lastIndex = line;
    const data = DATA.exec(text)?.[1] ?? '';
    const at = text.indexOf(data, line);
    runs.push(at, at + data.length);
    if (/[+/]/.test(data)) signs += 1;
  }
  return { start, end, runs, isData: signs * 2 > inner.length };
}

interface Line {
  /** Characters of data; 0 of a number. */
  width: number;
  end: number;
}

/** What the line from a place on is; undefined where it is neither. */
function lineAt(text: string, start: number): Line | undefined {
  MEASURED.lastIndex = start;
  if (MEASURED.test(text)) return { width: 0, end: MEASURED.lastIndex };
  DATA.lastIndex = start;
  const width = DATA.exec(text)?.[1]?.length ?? 0;
  return width > 0 && width % 4 === 0 ? { width, end: DATA.lastIndex } : undefined;
}

/** Where the line of a character begins; undefined where it is longer than those that are looked for. */
function lineStartBefore(text: string, at: number, from: number): number | undefined {
  let start = at;
  while (start > from && at - start < LONGEST_LINE && text.charCodeAt(start - 1) !== LINE) start -= 1;
  return start >= from && (start === 0 || text.charCodeAt(start - 1) === LINE) ? start : undefined;
}

const LINE = 10;
