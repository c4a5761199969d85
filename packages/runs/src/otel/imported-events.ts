import { AgentReplayError, type ExceptionInfo, RunEvent, type RunEventInput } from '@agent-replay/contracts';
import { time } from '../native-time.ts';
import { isTime } from '../run/whole-clock.ts';
import { askedCalls } from './asked-calls.ts';
import { FOREIGN } from './foreign-names.ts';
import { type ImportedCall, interactionOf } from './imported-call.ts';
import { exceptionsOf, textOf } from './imported-span.ts';
import type { ImportedSpan } from './span.ts';
import { parsed } from './parsed.ts';

/** What a trace tells, in order. @throws {AgentReplayError} `OPTION_INVALID` for what is no event */
export function eventsOf(
  spans: readonly ImportedSpan[],
  calls: readonly ImportedCall[],
  root: ImportedSpan,
): RunEventInput[] {
  const asked = askedCalls(spans);
  const parents = new Set(spans.map(({ parent }) => parent));
  const told = new Map(spans.filter(({ id }) => parents.has(id)).map((span) => [span.id, toldBy(span)]));
  const timed = [
    ...calls.map((call) => ({ at: call.span.ended, event: callEvent(call, root, asked) })),
    ...spans.flatMap((span) => pointEvents(span, root, told.get(span.parent ?? ''))),
  ].toSorted((a, b) => a.at - b.at);
  return timed.map(({ at, event }) => {
    if (isEvent(at, event)) return { ...event, at: time(at) };
    throw new AgentReplayError(
      'OPTION_INVALID',
      `Failed to import "${event.kind}": it is not a valid event.`,
    );
  });
}

function isEvent(at: number, event: RunEventInput): boolean {
  return isTime(at) && RunEvent.safeParse({ ...event, run_id: 'imported', seq: 1, at: time(at) }).success;
}

function callEvent(
  call: ImportedCall,
  root: ImportedSpan,
  asked: ReturnType<typeof askedCalls>,
): RunEventInput {
  const name = call.kind === 'tool_call' ? textOf(call.span.values, FOREIGN.toolName) : undefined;
  const args = name === undefined ? undefined : asked.take(name);
  return { kind: call.kind, interaction: interactionOf(call, root.started, args) };
}

/** Exceptions, and what an earlier export of ours wrote as events of its span. */
function pointEvents(
  span: ImportedSpan,
  root: ImportedSpan,
  above: ReadonlySet<string> | undefined,
): { at: number; event: RunEventInput }[] {
  return [
    ...exceptionsOf(span, span === root)
      // What went on to the span above is told there.
      .filter(({ exception }) => above?.has(namedBy(exception)) !== true)
      .map(({ at, exception, handled }) => ({
        at: Math.max(at, span.started),
        event: { kind: 'exception', exception, handled } as const,
      })),
    ...span.events.flatMap(({ name, at, values }) => {
      const kind = /^agent_replay\.(\w+)$/.exec(name)?.[1];
      if (kind === undefined) return [];
      const prefix = `${name}.`;
      const fields = Object.entries(values).flatMap(([key, value]) =>
        key.startsWith(prefix) ? [[key.slice(prefix.length), parsed(value)]] : [],
      );
      const event = { kind, ...(Object.fromEntries(fields) as object) } as RunEventInput;
      return isEvent(at, event) ? [{ at, event }] : [];
    }),
  ];
}

/** The exceptions of a span, by what is the same of one on its way up. */
function toldBy(span: ImportedSpan): ReadonlySet<string> {
  return new Set(exceptionsOf(span, false).map(({ exception }) => namedBy(exception)));
}

function namedBy({ class: name, message }: ExceptionInfo): string {
  return JSON.stringify([name, message]);
}
