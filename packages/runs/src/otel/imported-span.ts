import type { ExceptionInfo, Json } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import { PACKED } from './foreign-names.ts';
import { NAMES } from './names.ts';
import { fromAttributes, fromNanos, type OtlpSpan, type OtlpTraces } from './otlp.ts';

/** A span as an import reads it: its attributes as a plain object, its times in milliseconds. */
export interface ImportedSpan {
  id: string;
  /** Null for a root. */
  parent: string | null;
  name: string;
  started: number;
  ended: number;
  values: Readonly<Record<string, Json>>;
  resource: Readonly<Record<string, Json>>;
  events: readonly { name: string; at: number; values: Readonly<Record<string, Json>> }[];
  isError: boolean;
  message: string;
}

/** Spans by trace, in the order in which they began. */
export function tracesOf({ resourceSpans }: OtlpTraces): Map<string, ImportedSpan[]> {
  return byTrace(
    resourceSpans.flatMap(({ resource, scopeSpans }) => {
      const shared = fromAttributes(resource?.attributes);
      const all = scopeSpans.flatMap(({ spans }) => spans ?? []);
      return all.map((span) => ({ trace: span.traceId, span: importedSpan(span, shared) }));
    }),
  );
}

/** Spans by the trace that they are of, in the order in which they began. */
export function byTrace(all: readonly { trace: string; span: ImportedSpan }[]): Map<string, ImportedSpan[]> {
  const traces = new Map<string, ImportedSpan[]>();
  for (const { trace, span } of all) {
    const spans = traces.get(trace) ?? [];
    spans.push(span);
    traces.set(trace, spans);
  }
  for (const [id, spans] of traces)
    traces.set(
      id,
      spans.toSorted((a, b) => a.started - b.started),
    );
  return traces;
}

// Content that a convention keeps out of the attributes, in an event of the span.
const DETAILS = 'gen_ai.client.inference.operation.details';

function importedSpan(span: OtlpSpan, resource: Record<string, Json>): ImportedSpan {
  const events = (span.events ?? []).map(({ name, timeUnixNano, attributes }) => ({
    name,
    at: fromNanos(timeUnixNano),
    values: fromAttributes(attributes),
  }));
  const details = events.filter(({ name }) => name === DETAILS).map(({ values }) => values);
  const started = fromNanos(span.startTimeUnixNano);
  return {
    id: span.spanId,
    parent: span.parentSpanId === undefined || span.parentSpanId === '' ? null : span.parentSpanId,
    name: span.name,
    started,
    ended: Math.max(started, fromNanos(span.endTimeUnixNano ?? span.startTimeUnixNano)),
    values: unpacked(Object.assign({}, ...details, fromAttributes(span.attributes)) as Record<string, Json>),
    resource,
    events,
    isError: span.status?.code === 2 || span.status?.code === 'STATUS_CODE_ERROR',
    message: span.status?.message ?? '',
  };
}

function unpacked(values: Record<string, Json>): Record<string, Json> {
  for (const name of PACKED) {
    const facts = parsed(values[name] ?? null);
    if (!isObject(facts)) continue;
    for (const [key, fact] of Object.entries(facts)) values[`${name}.${key}`] ??= fact;
  }
  return values;
}

/** What OpenInference writes in place of what it was told to hide. */
const HIDDEN = '__REDACTED__';

/** The first of several names that has a value. */
export function valueOf(values: ImportedSpan['values'], names: readonly string[]): Json | undefined {
  for (const name of names) {
    const value = values[name];
    if (value !== undefined && value !== null && value !== '' && value !== HIDDEN) return value;
  }
  return undefined;
}

/** The same for text. */
export function textOf(values: ImportedSpan['values'], names: readonly string[]): string | undefined {
  const value = valueOf(values, names);
  return typeof value === 'string' ? value : undefined;
}

/** The same for a count or an amount. */
export function numberOf(values: ImportedSpan['values'], names: readonly string[]): number | undefined {
  const value = Number(valueOf(values, names) ?? Number.NaN);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** The exceptions of a span. One that says nothing else was handled, unless the trace ended with it. */
export function exceptionsOf(
  span: ImportedSpan,
  isRoot: boolean,
): { at: number; exception: ExceptionInfo; handled: boolean }[] {
  return span.events.flatMap(({ name, at, values }) => {
    if (name !== 'exception') return [];
    const exception = {
      class: textOf(values, [NAMES.exceptionType]) ?? 'Error',
      message: textOf(values, [NAMES.exceptionMessage]) ?? span.message,
      code: null,
      stack: textOf(values, [NAMES.exceptionStack]) ?? null,
      stack_sha256: null,
      cause: null,
    };
    const handled = values[NAMES.exceptionHandled];
    return [{ at, exception, handled: typeof handled === 'boolean' ? handled : !isRoot }];
  });
}

/** JSON that is written as text; other text as it is. */
export function parsed(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
