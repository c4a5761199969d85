import { AgentReplayError } from '@agent-replay/contracts';
import type { Store } from '../store/open-store.ts';
import { exportOtlp } from './export-otlp.ts';
import { fromAttributes, type OtlpSpan } from './otlp.ts';

/** Seconds and nanoseconds, as the OpenTelemetry API has time. */
type HrTime = [seconds: number, nanos: number];

/** The part of an OpenTelemetry SDK's `SpanExporter` that is used; that of any 1.x or 2.x SDK fits. */
export interface SpanExporterLike {
  // oxlint-disable-next-line typescript/no-explicit-any -- its spans are the SDK's own type, which is no dependency
  export(spans: any[], done: (result: { code: number; error?: Error }) => void): void;
  forceFlush?(): Promise<void>;
}

/**
 * Sends runs to wherever the user's own OpenTelemetry SDK exports to: the same spans as `exportOtlp`.
 *
 * @throws {AgentReplayError} `RUN_NOT_FOUND`; `INFRASTRUCTURE` when the exporter could not send them.
 * @example
 * import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
 * await exportSpans(store, [run_id], new OTLPTraceExporter());
 */
export async function exportSpans(
  store: Store,
  runIds: readonly string[],
  exporter: SpanExporterLike,
): Promise<void> {
  const { resourceSpans } = await exportOtlp(store, runIds);
  const spans = resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const attributes = fromAttributes(resource?.attributes);
    // The 2.x exporters ask a resource about its promises, the 1.x ones only for its attributes.
    const shared = {
      attributes,
      asyncAttributesPending: false,
      getRawAttributes: () => Object.entries(attributes),
    };
    return scopeSpans.flatMap(({ scope, spans: own }) =>
      (own ?? []).map((span) => readableSpan(span, shared, scope ?? {})),
    );
  });
  const result = await new Promise<{ code: number; error?: Error }>((resolve) =>
    exporter.export(spans, resolve),
  );
  await exporter.forceFlush?.();
  if (result.code === 0) return;
  throw new AgentReplayError(
    'INFRASTRUCTURE',
    `Failed to export ${spans.length} spans: the exporter could not send them.`,
    {
      lines: [
        ['cause', result.error?.message ?? `code ${result.code}`],
        ['fix', 'check that the collector runs, and the exporter names its address'],
      ],
      cause: result.error,
    },
  );
}

const SAMPLED = 1;

function readableSpan(span: OtlpSpan, resource: object, scope: object): object {
  const [start, end] = [
    hrTime(span.startTimeUnixNano),
    hrTime(span.endTimeUnixNano ?? span.startTimeUnixNano),
  ];
  const context = (spanId: string) => ({ traceId: span.traceId, spanId, traceFlags: SAMPLED });
  return {
    name: span.name,
    // The API counts kinds from 0, the wire from 1.
    kind: Number(span.kind ?? 1) - 1,
    spanContext: () => context(span.spanId),
    ...(span.parentSpanId !== undefined && {
      parentSpanId: span.parentSpanId,
      parentSpanContext: context(span.parentSpanId),
    }),
    startTime: start,
    endTime: end,
    duration: difference(start, end),
    ended: true,
    status: { code: 0, ...span.status },
    attributes: fromAttributes(span.attributes),
    events: (span.events ?? []).map(({ name, timeUnixNano, attributes }) => ({
      name,
      time: hrTime(timeUnixNano),
      attributes: fromAttributes(attributes),
    })),
    links: [],
    resource,
    instrumentationScope: scope,
    instrumentationLibrary: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function hrTime(nanos: string | number): HrTime {
  const at = BigInt(nanos);
  return [Number(at / 1_000_000_000n), Number(at % 1_000_000_000n)];
}

function difference([fromSeconds, fromNanos]: HrTime, [seconds, nanos]: HrTime): HrTime {
  const isBorrowed = nanos < fromNanos;
  return [seconds - fromSeconds - (isBorrowed ? 1 : 0), nanos - fromNanos + (isBorrowed ? 1e9 : 0)];
}
