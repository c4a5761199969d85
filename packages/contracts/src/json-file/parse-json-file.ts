import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { AgentReplayError } from '../error.ts';
import { FixtureExpected } from '../fixture/contract.ts';
import { formatIssue, formatPlace, type Issue } from '../issue.ts';
import type { Json } from '../json.ts';
import { toPointer } from '../pointer.ts';
import { accepts } from './accepts.ts';
import { checkJson } from './check-json.ts';
import { MAX_BYTES, MAX_DEPTH } from './limits.ts';
import { lintExpected } from './lint-expected.ts';
import { locate, positionAt } from './locate.ts';
import { parseTidy } from './parse-tidy.ts';
import { type JsonFault, scanJson } from './scan-json.ts';

export interface ParseJsonFileOptions<T> {
  /** The file's name, for the issues. */
  file: string;
  schema: z.ZodType<T>;
  /** @default 64 MiB */
  maxBytes?: number;
  /** Levels of lists and objects within one another. @default 512 */
  maxDepth?: number;
}

const MAX_SHOWN = 8;

/**
 * Reads a JSON file's content against a zod schema. Stricter than `JSON.parse`: UTF-8 without a byte
 * order mark, each key once, no `__proto__`, bounded size and depth, well-formed Unicode.
 *
 * @throws {AgentReplayError} `FILE_INVALID`, each issue with file, pointer, line and column;
 *   `UNKNOWN_FORMAT` when the file's `format` is newer than this version knows.
 * @example
 * const expected = parseJsonFile(await readFile(file), { file, schema: FixtureExpected });
 */
export function parseJsonFile<T>(content: string | Uint8Array, options: ParseJsonFileOptions<T>): T {
  const { file, schema, maxBytes = MAX_BYTES, maxDepth = MAX_DEPTH } = options;
  const size = typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;
  if (size > maxBytes)
    throw invalid(file, [whole(file, 'json_size', `at most ${maxBytes} bytes`, `${size} bytes`)]);
  const text = decode(content, file);
  const tidy = parseTidy(text, maxDepth);
  const faults = tidy === undefined ? scanJson(text, { maxDepth }) : [];
  if (faults.length > 0) {
    const issueOf = ({ code, path, offset, expected, received }: JsonFault): Issue =>
      Object.assign({ code, path: toPointer(path), expected, received, file }, positionAt(text, offset));
    throw invalid(file, faults.map(issueOf));
  }
  const value = tidy ?? (JSON.parse(text) as Json);
  const lint = Object.is(schema, FixtureExpected) ? lintExpected(value) : [];
  if (lint.length === 0 && accepts(schema, value)) return value as T;
  const parsed = schema.safeParse(value);
  if (parsed.success && lint.length === 0) return parsed.data;
  const issues = [
    ...lint,
    ...checkJson(value, schema).filter(({ path }) => !lint.some((each) => each.path === path)),
  ];
  const placed = issues.map((issue) => Object.assign({}, issue, { file }, locate(text, issue.path)));
  placed.sort((a, b) => a.line - b.line || a.column - b.column);
  throw newerFormat(file, placed) ?? invalid(file, placed);
}

function decode(content: string | Uint8Array, file: string): string {
  const start = typeof content === 'string' ? content.charCodeAt(0) : (content[0] ?? 0);
  const next = typeof content === 'string' ? 0 : (content[1] ?? 0);
  if ((start === 0xff && next === 0xfe) || (start === 0xfe && next === 0xff)) {
    throw invalid(file, [whole(file, 'json_encoding', 'UTF-8', 'UTF-16')]);
  }
  if (start === 0xfe_ff || (start === 0xef && next === 0xbb)) {
    throw invalid(file, [
      whole(file, 'json_encoding', 'UTF-8 without a byte order mark', 'a byte order mark'),
    ]);
  }
  if (typeof content === 'string') return content;
  if (!isUtf8(content))
    throw invalid(file, [whole(file, 'json_encoding', 'UTF-8', 'bytes that are not UTF-8')]);
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8');
}

function whole(file: string, code: string, expected: string, received: string): Issue {
  return { code, path: '', expected, received, file, line: 1, column: 1 };
}

function newerFormat(file: string, issues: readonly Issue[]): AgentReplayError | undefined {
  const issue = issues.find(({ path, code }) => path === '/format' && code === 'wrong_value');
  if (issue === undefined || !(Number(issue.received) > Number(issue.expected))) return undefined;
  const reason = `its format ${issue.received} is newer than ${issue.expected}, the newest that this version knows`;
  return new AgentReplayError('UNKNOWN_FORMAT', `Failed to read "${file}": ${reason}.`, {
    lines: [
      ['at', formatPlace(issue) ?? file],
      ['fix', 'update agent-replay, or write the file with the older version'],
    ],
    details: { file, format: Number(issue.received) },
    issues: [issue],
  });
}

function invalid(file: string, issues: readonly Issue[]): AgentReplayError {
  const [first] = issues as [Issue, ...Issue[]];
  const rest = issues.length - MAX_SHOWN;
  const shown = issues.slice(0, MAX_SHOWN).map((issue): [string, string] => ['at', formatIssue(issue)]);
  const reason = issues.length === 1 ? 'it has an error' : `it has ${issues.length} errors`;
  return new AgentReplayError('FILE_INVALID', `Failed to read "${file}": ${reason}.`, {
    lines: [...shown, ...(rest > 0 ? ([['', `and ${rest} more`]] as const) : []), ['fix', fixOf(first)]],
    details: { file },
    issues,
  });
}

function fixOf({ code, path }: Issue): string {
  switch (code) {
    case 'json_syntax':
      return 'correct the JSON there; a file that was cut off has to be made again';
    case 'json_encoding':
      return 'save the file as UTF-8 without a byte order mark';
    case 'json_size':
      return 'move large bodies to files in blobs/';
    case 'unknown_key':
    case 'implementation_detail':
    case 'json_forbidden_key':
      return `remove ${path}`;
    case 'json_duplicate_key':
      return `keep one of the two ${path}`;
    case 'missing_key':
      return `add ${path}`;
    default:
      return path === '' ? 'make the file what is expected' : `change ${path} to what is expected`;
  }
}
