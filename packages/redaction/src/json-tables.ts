import { COLUMNS, NAME, ROWS } from './rules/json-columns.ts';

/** What an object or a list is to the table that it belongs to. */
type Role = 'table' | 'row' | 'head';

/** What is remembered of an object or a list that is open, for the tables in it. */
export interface TableLevel {
  isObject: boolean;
  /** Where it begins. */
  at: number;
  /** Where its own name begins and ends in the object around it; 0 where it has none. */
  name: [start: number, end: number];
  items: number;
  role: Role | undefined;
  /** Where the heads of a table in it begin and end, in turn; they are never cut. */
  heads: number[];
  headSize: number;
  /** What is known of the tables among an object's members. */
  hasTable: boolean;
  hasHead: boolean;
  /** True when a head is too long to be repeated in each part. */
  isHeadLost: boolean;
  /** True when a row is so long that it was cut. */
  isRowCut: boolean;
}

/** Forgets the tables of a level that is used again; objects are many. */
export function forgetTables(level: TableLevel): void {
  level.role = undefined;
  level.heads.length = 0;
  level.headSize = 0;
  level.hasTable = level.hasHead = level.isHeadLost = level.isRowCut = false;
}

/** Bytes of heads that each part repeats, and of a row that is kept in one part. */
export const MOST_HEAD = 64 * 1024;
const MOST_ROW = 128 * 1024;

/** Notes what a level is when it opens. */
export function tellRole(bytes: Buffer, level: TableLevel, around: TableLevel | undefined): void {
  if (around === undefined) return;
  level.role = roleOf(bytes, level, around);
  if (level.role === 'table') around.hasTable = true;
}

/** Heads and rows of tables stay whole: cells are told by their number. Marks the tables whose rows are cut all the same. */
export function mayCut(levels: readonly TableLevel[], depth: number, at: number, start: number): boolean {
  const isLong = at - start >= MOST_ROW;
  const rows: number[] = [];
  for (let index = 1; index < depth; index += 1) {
    const level = levels[index] as TableLevel;
    if (level.role === 'head' && at - level.at < MOST_HEAD) return false;
    if (!isRow(level, index === depth - 1)) continue;
    if (!isLong) return false;
    rows.push(index);
  }
  for (const index of rows) (levels[index - 2] as TableLevel).isRowCut = true;
  return true;
}

/** Of the objects only those around a list are rows. */
const isRow = ({ role, isObject, items }: TableLevel, isInnermost: boolean): boolean =>
  role === 'row' && !(isObject && (isInnermost || items > 1));

/** True for an object of a table whose parts would not tell the columns of all cells. */
export const isTorn = ({ hasTable, hasHead, isHeadLost, isRowCut }: TableLevel): boolean =>
  hasTable && (isHeadLost || (isRowCut && hasHead));

/** Keeps what names the columns of a table; false for what does not. */
export function keepHead(bytes: Buffer, levels: readonly TableLevel[], depth: number, end: number): boolean {
  const [object, around, closed] = [levels[depth - 2], levels[depth - 1], levels[depth] as TableLevel];
  if (around === undefined) return false;
  const isFirstRow = closed.role === 'row' && around.items === 1 && isHeadRow(bytes, closed);
  if (!isFirstRow && closed.role !== 'head') return false;
  const owner = isFirstRow ? (object as TableLevel) : around;
  const start = closed.name[1] === 0 ? closed.at : closed.name[0];
  if (end - start > MOST_HEAD) owner.isHeadLost = true;
  else {
    owner.hasHead = true;
    around.heads.push(start, end);
    around.headSize += end - start;
  }
  return true;
}

/** The role of what stands in another object or list. */
function roleOf(
  bytes: Buffer,
  { isObject, name: [start, end] }: TableLevel,
  around: { role: Role | undefined },
): Role | undefined {
  if (around.role === 'table') return 'row';
  if (end === 0 || end - start > LONGEST) return undefined;
  const name = nameOf(bytes.toString('utf8', start, end));
  if (isObject) return name === 'schema' ? 'head' : undefined;
  return ROWS.test(name) ? 'table' : COLUMNS.test(name) ? 'head' : undefined;
}

/** True for a first row that may name the columns of the others. */
function isHeadRow(bytes: Buffer, { isObject, at }: TableLevel): boolean {
  if (isObject) return false;
  const first = FIRST_CELL.exec(bytes.toString('utf8', at, at + LONGEST))?.[1];
  return first !== undefined && NAME.test(nameOf(first));
}

/** A telling name, each of its characters escaped. */
const LONGEST = 320;
const FIRST_CELL = /^\[\s*("(?:[^"\\]|\\.)*")/;

function nameOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return '';
  }
}
