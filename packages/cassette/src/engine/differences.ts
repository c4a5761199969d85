import type { Issue } from '@agent-replay/contracts';

const MAX_DIFFERENCES = 20;
const MAX_SHOWN = 120;
const CONTEXT = 24;

/** Compares two JSON values member by member: pointer, expected (first) and received (second). */
export function differences(expected: unknown, received: unknown, path = ''): Issue[] {
  const found: Issue[] = [];
  walk(expected, received, path, found);
  return found;
}

function walk(expected: unknown, received: unknown, path: string, found: Issue[]): void {
  if (found.length >= MAX_DIFFERENCES || Object.is(expected, received)) return;
  if (Array.isArray(expected) && Array.isArray(received)) {
    for (let index = 0; index < Math.max(expected.length, received.length); index += 1) {
      walk(expected[index], received[index], `${path}/${index}`, found);
    }
    return;
  }
  if (isRecord(expected) && isRecord(received)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(received)])) {
      walk(own(expected, key), own(received, key), `${path}/${escape(key)}`, found);
    }
    return;
  }
  const start = isLong(expected) && isLong(received) ? firstDifference(expected, received) - CONTEXT : 0;
  found.push({
    code: isRedacted(expected) || isRedacted(received) ? 'redacted-field' : 'body-diff',
    path,
    expected: showFrom(expected, start),
    received: showFrom(received, start),
  });
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRedacted(value: unknown): boolean {
  return typeof value === 'string' && value.includes('[REDACTED:');
}

function isLong(value: unknown): value is string {
  return typeof value === 'string' && value.length > MAX_SHOWN / 2;
}

function firstDifference(first: string, second: string): number {
  let at = 0;
  while (at < first.length && first.charCodeAt(at) === second.charCodeAt(at)) at += 1;
  return at;
}

/** A long text from where it begins to differ: the edit of a prompt is seldom in its first line. */
function showFrom(value: unknown, start: number): string {
  return typeof value === 'string' && start > 0 ? show(`…${value.slice(start)}`) : show(value);
}

/** A value on one line, cut where it gets long. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** A key as a token of a JSON Pointer. */
export function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
