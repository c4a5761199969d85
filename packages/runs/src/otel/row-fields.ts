import type { Json } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';

export type Row = Readonly<Record<string, Json>>;

/** The first of several fields that says something. */
export function fieldOf(row: Row, ...names: readonly string[]): Json | undefined {
  return names
    .map((name) => row[name])
    .find((value) => value !== undefined && value !== null && value !== '');
}

/** The same for text. */
export function textField(row: Row, ...names: readonly string[]): string | undefined {
  const value = fieldOf(row, ...names);
  return typeof value === 'string' ? value : undefined;
}

/** The same for an object; an empty one where there is none. */
export function objectField(row: Row, ...names: readonly string[]): Row {
  const value = fieldOf(row, ...names);
  return isObject(value) ? value : {};
}

/** Milliseconds since 1970 of a time as RFC 3339, as Python writes one (in UTC where it says no zone), or as a number. */
export function timeField(row: Row, ...names: readonly string[]): number | undefined {
  const value = fieldOf(row, ...names);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.replace(' ', 'T');
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(at) ? undefined : at;
}

/** What of an object of fields is there. */
export function present(fields: Readonly<Record<string, Json | undefined>>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}
