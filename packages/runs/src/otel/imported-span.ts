import { type ExceptionInfo, type Json, normalize } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import { FOREIGN, NAMED, PACKED } from './foreign-names.ts';
import { loggedEvents, type LoggedEvents } from './logged-events.ts';
import { NAMES } from './names.ts';
import { parsed } from './parsed.ts';
import { saidInEvents } from './said-in-events.ts';
import { fromAttributes, fromNanos, type OtlpSpan, type OtlpTraces } from './otlp.ts';
import type { ImportedSpan } from './span.ts';

/** Spans by trace, in the order in which they began. */
export function tracesOf({ resourceSpans, resourceLogs }: OtlpTraces): Map<string, ImportedSpan[]> {
  const logged = loggedEvents(resourceLogs);
  return byTrace(
    resourceSpans.flatMap(({ resource, scopeSpans }) => {
      const shared = fromAttributes(resource?.attributes);
      return scopeSpans.flatMap(({ scope, spans = [] }) =>
        spans.map((span) => ({
          trace: span.traceId,
          span: { ...importedSpan(span, shared, logged), scope: scope?.name },
        })),
      );
    }),
  );
}

/**
 * Spans by the trace that they are of, in the order in which they began. One that was sent twice, as by an exporter that
 * tries again, is there as it was in the end.
 */
export function byTrace(all: readonly { trace: string; span: ImportedSpan }[]): Map<string, ImportedSpan[]> {
  const traces = new Map<string, Map<string, ImportedSpan>>();
  for (const { trace, span: written } of all) {
    const span = normalize(written) as unknown as ImportedSpan;
    const id = trace.toWellFormed();
    const spans = traces.get(id) ?? new Map<string, ImportedSpan>();
    if (span.ended >= (spans.get(span.id)?.ended ?? 0)) spans.set(span.id, span);
    traces.set(id, spans);
  }
  return new Map(
    [...traces].map(([id, spans]) => [id, [...spans.values()].toSorted((a, b) => a.started - b.started)]),
  );
}

function importedSpan(span: OtlpSpan, resource: Record<string, Json>, logged: LoggedEvents): ImportedSpan {
  const told = (span.events ?? []).map(({ name, timeUnixNano, attributes }) => ({
    name,
    at: fromNanos(timeUnixNano),
    values: fromAttributes(attributes),
  }));
  const events = [...told, ...logged(span.traceId, span.spanId)];
  const own = fromAttributes(span.attributes);
  const values = unpacked({ ...saidInEvents(events, own), ...own });
  const started = fromNanos(span.startTimeUnixNano);
  const parent = span.parentSpanId === undefined || span.parentSpanId === '' ? null : span.parentSpanId;
  return {
    id: span.spanId,
    parent,
    isBelow: parent !== null && !comesFromOutside(span),
    isOpen: Number(span.endTimeUnixNano ?? 0) === 0,
    name: span.name,
    started,
    ended: Math.max(started, fromNanos(span.endTimeUnixNano ?? 0)),
    values,
    resource,
    events,
    isError:
      span.status?.code === 2 ||
      span.status?.code === 'STATUS_CODE_ERROR' ||
      values['langfuse.observation.level'] === 'ERROR',
    message: span.status?.message || (textOf(values, FOREIGN.failure) ?? ''),
  };
}

const PARENT_IS_REMOTE = 0x200;
const CALLED: readonly unknown[] = [2, 5, 'SPAN_KIND_SERVER', 'SPAN_KIND_CONSUMER'];

/** Whether its parent is of another process: as its flags say (opentelemetry-proto 1.1), or as its kind is meant. */
function comesFromOutside({ flags = 0, kind }: OtlpSpan): boolean {
  return (flags & PARENT_IS_REMOTE) !== 0 || CALLED.includes(kind);
}

function unpacked(values: Record<string, Json>): Record<string, Json> {
  for (const name of PACKED) {
    const facts = parsed(values[name] ?? null);
    if (!isObject(facts)) continue;
    for (const [key, fact] of Object.entries(facts)) values[`${name}.${key}`] ??= fact;
  }
  const { [NAMED.kind]: kind, [NAMED.name]: name } = values;
  if (typeof kind === 'string' && name !== undefined) values[`${NAMED.as}${kind}`] ??= name;
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

/** The class of an error that no event tells of; `_OTHER` is the convention's word for none (semconv `error.type`). */
export function errorType(values: ImportedSpan['values']): string | undefined {
  const type = textOf(values, [NAMES.errorType]);
  return type === '_OTHER' ? undefined : type;
}

/** What a span failed with: the last exception that nobody handled, else what its status says; null where neither says anything. */
export function failureOf(span: ImportedSpan, isRoot: boolean): ExceptionInfo | null {
  const thrown = exceptionsOf(span, isRoot).findLast(({ handled }) => !handled);
  if (thrown !== undefined) return thrown.exception;
  const name = errorType(span.values);
  if (!span.isError || (name === undefined && span.message === '')) return null;
  const message = span.message;
  return { class: name ?? 'Error', message, code: null, stack: null, stack_sha256: null, cause: null };
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
