import type { Issue } from '@agent-replay/contracts';

const MAX_DIFFERENCES = 20;
const MAX_SHOWN = 120;

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
  found.push({ code: 'body-diff', path, expected: show(expected), received: show(received) });
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value on one line, cut where it gets long. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
