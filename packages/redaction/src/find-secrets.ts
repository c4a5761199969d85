import { AgentReplayError, type Issue } from '@agent-replay/contracts';
import { PERSONAL } from './edit.ts';
import { createRedactor, type Redactor } from './redactor.ts';
import { pointerAt } from './rules/pointer-at.ts';

export interface FindOptions {
  /** The file to name in issues. */
  file: string;
  /** The project's own redactor, which knows its values and exceptions. @default one without any */
  redactor?: Redactor;
}

/**
 * Finds what looks like a live secret, and says where, never what. Personal data and values that are
 * merely not on an allow-list are no live secrets.
 */
export function findSecrets(
  data: string | Uint8Array,
  { file, redactor = standard() }: FindOptions,
): Issue[] {
  const text = typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
  const found = redactor
    .find(text)
    .filter(({ kind }) => !PERSONAL.has(kind) && !UNKNOWN.has(kind))
    .slice(0, MOST);
  const places = placesOf(text);
  return found.map(({ start, kind }) => ({
    code: 'secret_found',
    path: pointerAt(text, start),
    expected: 'no secrets',
    received: `what looks like a live secret (${kind})`,
    file,
    ...places(start),
  }));
}

/** Beyond these, more places add nothing. */
const MOST = 100;
/** Kinds of what was not recognised as harmless, rather than recognised as a secret. */
const UNKNOWN = new Set(['header', 'path', 'query']);

let made: Redactor | undefined;
const standard = (): Redactor => (made ??= createRedactor({ environment: {} }));

/**
 * Throws when data holds what looks like a live secret; for files that are read as a cassette.
 *
 * @throws {AgentReplayError} `SECRET_FOUND`
 */
export function assertNoSecrets(data: string | Uint8Array, options: FindOptions): void {
  const issues = findSecrets(data, options);
  const [first] = issues;
  if (first === undefined) return;
  const { file } = options;
  throw new AgentReplayError('SECRET_FOUND', `Failed to load "${file}": it holds ${first.received}.`, {
    lines: [
      [
        'at',
        issues
          .slice(0, 5)
          .map(
            ({ path, line = 1, column = 1 }) =>
              `${path === '' ? '' : `${path} `}(line ${line}, column ${column})`,
          )
          .join(', '),
      ],
      ...(issues.length > 5 ? [['more', `${issues.length - 5} places`] as const] : []),
      [
        'fix',
        'revoke the secret, then record again; if it is none, name it in redact.allow_headers, redact.allow_query or mask it',
      ],
    ],
    details: { file, places: issues.length },
    issues,
  });
}

/** Turns offsets, which must grow, into 1-based lines and columns. */
function placesOf(text: string): (offset: number) => { line: number; column: number } {
  let line = 1;
  let from = 0;
  return (offset) => {
    for (let next = text.indexOf('\n', from); next >= 0 && next < offset; next = text.indexOf('\n', from)) {
      line += 1;
      from = next + 1;
    }
    return { line, column: offset - from + 1 };
  };
}
