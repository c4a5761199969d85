import type { Json } from '@agent-replay/contracts';
import { z } from 'zod';
import { isObject } from '../is-object.ts';
import { eventInLog } from './event-in-log.ts';

/** A value as OTLP/JSON writes it; 64-bit integers are text there. */
type OtlpValue =
  | { stringValue: string }
  | { boolValue: boolean }
  | { intValue: string | number }
  | { doubleValue: number }
  | { arrayValue: { values?: OtlpValue[] | undefined } }
  | { kvlistValue: { values?: OtlpAttribute[] | undefined } }
  | { bytesValue: string }
  /** Null. */
  | Record<string, never>;

export interface OtlpAttribute {
  key: string;
  value?: OtlpValue | undefined;
}

const Value: z.ZodType<OtlpValue> = z.lazy(() =>
  z.union([
    z.object({ stringValue: z.string() }),
    z.object({ boolValue: z.boolean() }),
    z.object({ intValue: z.union([z.string(), z.number()]) }),
    z.object({ doubleValue: z.number() }),
    z.object({ arrayValue: z.object({ values: z.array(Value).optional() }) }),
    z.object({ kvlistValue: z.object({ values: z.array(Attribute).optional() }) }),
    z.object({ bytesValue: z.string() }),
    z.strictObject({}),
  ]),
);
const Attribute: z.ZodType<OtlpAttribute> = z.object({ key: z.string(), value: Value.optional() });
const attributes = z.array(Attribute).optional();
const nanos = z.union([
  z.string().refine((text) => /^\d{1,20}$/.test(text), 'nanoseconds since 1970'),
  z.number().nonnegative(),
]);

/** Beside traces: what has another form there is none of them. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((given) => (Array.isArray(given) ? (given as unknown[]) : []), z.array(item));
const objectOr = <Item extends z.ZodType>(item: Item, isOne: (given: unknown) => boolean = isObject) =>
  z.preprocess((given) => (isOne(given) ? given : {}), item);

const LogRecord = z.object({
  traceId: z.string().optional(),
  spanId: z.string().optional(),
  timeUnixNano: nanos.optional(),
  observedTimeUnixNano: nanos.optional(),
  eventName: z.string().optional(),
  body: Value.optional(),
  attributes,
});
export type OtlpLogRecord = z.infer<typeof LogRecord>;

const Span = z.object({
  traceId: z.string().min(1),
  spanId: z.string().min(1),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.union([z.int(), z.string()]).optional(),
  flags: z.int().nonnegative().optional(),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos.optional(),
  attributes,
  events: z.array(z.object({ name: z.string(), timeUnixNano: nanos, attributes })).optional(),
  status: z
    .object({ code: z.union([z.int(), z.string()]).optional(), message: z.string().optional() })
    .optional(),
});
export type OtlpSpan = z.infer<typeof Span>;

/** A file of traces, as collectors and exporters write it (OTLP/JSON, protocol 1.x), and of logs beside them; unknown fields pass. */
export const OtlpTraces = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }).optional(),
      scopeSpans: z.array(
        z.object({
          scope: z.object({ name: z.string().optional(), version: z.string().optional() }).optional(),
          spans: z.array(Span).optional(),
        }),
      ),
    }),
  ),
  resourceLogs: listOf(
    objectOr(
      z.object({
        scopeLogs: listOf(
          objectOr(
            z.object({ logRecords: listOf(objectOr(LogRecord, (given) => eventInLog(given) !== undefined)) }),
          ),
        ),
      }),
    ),
  ).optional(),
});
export type OtlpTraces = z.infer<typeof OtlpTraces>;

/** Attributes of a plain object; null and undefined are left out, structures become JSON text. */
export function toAttributes(values: Readonly<Record<string, unknown>>): OtlpAttribute[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [{ key, value: toValue(value) }],
  );
}

function toValue(value: unknown): OtlpValue {
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    return { arrayValue: { values: value.map((item) => ({ stringValue: item })) } };
  return { stringValue: typeof value === 'string' ? value : JSON.stringify(value) };
}

/** Attributes as a plain object. */
export function fromAttributes(list: readonly OtlpAttribute[] = []): Record<string, Json> {
  return Object.fromEntries(list.map(({ key, value }) => [key, fromValue(value)]));
}

/** A value as plain JSON. */
export function fromValue(value: OtlpValue = {}): Json {
  if ('arrayValue' in value) return (value.arrayValue?.values ?? []).map(fromValue);
  if ('kvlistValue' in value) return fromAttributes(value.kvlistValue?.values);
  if ('intValue' in value) return Number(value.intValue);
  return (Object.values(value)[0] ?? null) as Json;
}

/** Milliseconds since 1970 as OTLP writes time. */
export function toNanos(at: number): string {
  return `${BigInt(Math.round(at)) * 1_000_000n}`;
}

/** OTLP's time in milliseconds since 1970. */
export function fromNanos(value: string | number): number {
  return typeof value === 'number' ? Math.floor(value / 1e6) : Number(BigInt(value) / 1_000_000n);
}
