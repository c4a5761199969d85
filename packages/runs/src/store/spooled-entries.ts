import { closeSync, openSync, readSync } from 'node:fs';
import { type Entry, entrySchema } from './entry.ts';

/** Read at once: what waited for days may be more than a text can hold. */
const PART = 4 * 1024 * 1024;
/** No line that was written whole is longer; what is has been put there by something else. */
const LONGEST_LINE = 256 * 1024 * 1024;
const NEWLINE = 10;
const PASSING: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']);

interface Part {
  entries: Entry[];
  /** Lines that are no entries. */
  torn: number;
}

/**
 * The entries of a spooled file, a part at a time. A last line without its newline was cut by a crash and never
 * acknowledged: it is no loss. A file that cannot be read on is torn.
 *
 * @throws what this process is short of, as `EMFILE`
 */
export function* spooledEntries(path: string): Generator<Part> {
  let file: number | undefined;
  const rest: Buffer[] = [];
  let restLength = 0;
  try {
    file = openSync(path, 'r');
    for (let bytes = readPart(file); bytes.length > 0; bytes = readPart(file)) {
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      if (end > 0) {
        const isTooLong = restLength > LONGEST_LINE;
        yield parseLines(Buffer.concat([...rest.splice(0), bytes.subarray(0, end)]), isTooLong ? 1 : 0);
        restLength = 0;
      }
      restLength += bytes.length - end;
      if (restLength > LONGEST_LINE) rest.length = 0;
      else rest.push(bytes.subarray(end));
    }
  } catch (error) {
    if (PASSING.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    yield { entries: [], torn: 1 };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readPart(file: number): Buffer {
  const bytes = Buffer.allocUnsafe(PART);
  return bytes.subarray(0, readSync(file, bytes));
}

function parseLines(bytes: Buffer, torn: number): Part {
  const part: Part = { entries: [], torn };
  for (const line of bytes.toString('utf8').split('\n').slice(0, -1)) {
    const parsed = parse(line);
    if (parsed === undefined) part.torn += 1;
    else part.entries.push(parsed);
  }
  return part;
}

function parse(line: string): Entry | undefined {
  try {
    const { success, data } = entrySchema().safeParse(JSON.parse(line));
    return success ? data : undefined;
  } catch {
    return undefined;
  }
}
