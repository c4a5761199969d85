import type { Json } from '@agent-replay/contracts';
import { eventInLog } from './event-in-log.ts';
import { fromAttributes, fromNanos, fromValue, type OtlpLogRecord, type OtlpTraces } from './otlp.ts';

/** An event that a log record tells of a span, as the span's own events are told. */
interface LoggedEvent {
  name: string;
  at: number;
  values: Readonly<Record<string, Json>>;
}

/** The events of a span that are in log records. */
export type LoggedEvents = (traceId: string, spanId: string) => readonly LoggedEvent[];

/** Reads the log records that are written beside spans; those of nothing else than a program's own lines are left out. */
export function loggedEvents(resourceLogs: OtlpTraces['resourceLogs']): LoggedEvents {
  const records = (resourceLogs ?? []).flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) => logRecords),
  );
  const events = Map.groupBy(
    records.flatMap((record) => {
      const event = eventOf(record);
      return event === undefined ? [] : [{ key: keyOf(record.traceId, record.spanId), event }];
    }),
    ({ key }) => key,
  );
  return (traceId, spanId) => (events.get(keyOf(traceId, spanId)) ?? []).map(({ event }) => event);
}

function keyOf(traceId = '', spanId = ''): string {
  return JSON.stringify([traceId, spanId]);
}

function eventOf(record: OtlpLogRecord): LoggedEvent | undefined {
  const { body, attributes, timeUnixNano, observedTimeUnixNano } = record;
  const name = eventInLog(record);
  if (name === undefined) return undefined;
  const values = fromAttributes(attributes);
  const isException = name.endsWith('exception');
  const at = fromNanos(Number(timeUnixNano ?? 0) > 0 ? (timeUnixNano ?? 0) : (observedTimeUnixNano ?? 0));
  if (isException) return { name: 'exception', at, values };
  return {
    name,
    at,
    values: { ...values, ...(body !== undefined && { 'gen_ai.event.content': fromValue(body) }) },
  };
}
