import { execFile } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';

/** Where a module cannot be parsed. */
export interface SyntaxPlace {
  file: string;
  /** 1-based. */
  line: number;
  column: number;
  /** What stands there. */
  text: string;
}

/** As Node begins what it says of such an error: file and line, lines of the code, and marks below the last of them. */
const FRAME = /^(\S.*):(\d+)\n(?:.*\n)*?(.*)\n(\s*)\^+(?:\n|$)/;

/** The place that an error of Node's loader names in its stack; null when it names none. */
export function placeInStack(error: unknown): SyntaxPlace | null {
  const isSyntax = types.isNativeError(error) && error.name === 'SyntaxError';
  return isSyntax ? placeIn(error.stack ?? '') : null;
}

/**
 * Where a module that Node refused to import cannot be parsed. Of an ES module in JavaScript only a Node of its own
 * tells, which parses the file and runs nothing of it.
 */
export async function syntaxPlace(error: unknown, file: string): Promise<SyntaxPlace | null> {
  const place = placeInStack(error);
  if (place !== null || !types.isNativeError(error) || error.name !== 'SyntaxError') return place;
  return placeIn(await checked(file), file);
}

/** As lines of an error. */
export function placeLines(place: SyntaxPlace | null): [label: string, value: string][] {
  if (place === null) return [];
  const { file, line, column, text } = place;
  return [
    ['at', `${file}:${line}:${column}`],
    ['line', text.trim().slice(0, WIDEST)],
  ];
}

const WIDEST = 200;

function placeIn(said: string, given?: string): SyntaxPlace | null {
  const [, named = '', line = '', text = '', before = ''] = FRAME.exec(said) ?? [];
  if (named === '') return null;
  const file = given ?? (named.startsWith('file:') ? fileURLToPath(named) : named);
  return existsSync(file) ? { file, line: Number(line), column: before.length + 1, text } : null;
}

/** By its text: as which kind of module a file is parsed goes by the package.json beside it. */
function checked(file: string): Promise<string> {
  return new Promise((resolve) => {
    const args = ['--check', '--input-type=module', '-'];
    const child = execFile(process.execPath, args, { timeout: 10_000 }, (_error, _stdout, said) => {
      resolve(said);
    });
    child.stdin?.on('error', () => undefined);
    createReadStream(file).pipe(child.stdin as Writable);
  });
}
