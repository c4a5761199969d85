import { isDeepStrictEqual } from 'node:util';
import { isNativeError, isProxy } from 'node:util/types';
import {
  accepts,
  acceptsAny,
  AgentReplayError,
  checkJson,
  type ExceptionInfo,
  formatIssue,
  type Interaction,
  isTruncated,
  type Json,
  normalize,
  readSafely,
  RunEvent,
  type RunEventInput,
  Timestamp,
  toExceptionInfo,
} from '@agent-replay/contracts';
import type { Redactor } from '@agent-replay/redaction';
import { now as realNow, tick, time } from '../native-time.ts';
import { applyCapture, type Capture, noteCapture } from '../capture/capture-policy.ts';
import { noteCall } from '../capture/call-facts.ts';
import { redactInteraction } from '../capture/redact-interaction.ts';
import type { Entry } from '../store/entry.ts';
import { isObject } from '../is-object.ts';
import { isTooLarge, MOST_KEPT } from './most-kept.ts';
import { storable } from './redact-row.ts';
import { type Run, stateOf } from './run.ts';

/**
 * Records what happened, and returns at once: redaction and writing follow within some 15 ms, or with the
 * close if that is sooner. A `checkpoint` is the exception: it outlives the process from the moment that
 * this returns. A `heartbeat` gives the run its whole timeout once more. Of its data 4 Mi characters of
 * text and 100,000 values are kept and judged, of a state as much before and after, of a call's all up to 64 Mi
 * characters and 200,000 different names, and none of a larger one. An `at` that is still to come is the time at which
 * it is recorded. An event whose own getter or proxy throws is recorded as `unreadable`, with what it threw: its run
 * cannot pass.
 *
 * @returns false when the run was closed already: the event is refused and counted
 * @throws {AgentReplayError} `OPTION_INVALID` when the event is not one, or the run none of this process
 */
export async function recordEvent(run: Run, event: RunEventInput): Promise<boolean> {
  return keepEvent(run, event);
}

/** `recordEvent` for callers that cannot wait for a promise. */
export function keepEvent(run: Run, event: RunEventInput): boolean {
  stateOf(run);
  if (run.isClosed) return refuseEvent(run);
  const said = readOrTold('an event', () => ({ ...event }));
  const { at: given } = said;
  const at = given === undefined ? timeHere(run) : timeSaid(run, given);
  const kept = parseEvent(said, placeOf(run, Number.isNaN(at) ? given : time(at)));
  if (kept.kind === 'unreadable' && Number.isNaN(at))
    return keepEvent(run, { kind: kept.kind, what: kept.what, error: kept.error });
  run.events.push(kept);
  if (kept.kind === 'state_change') run.state.set(kept.ref, kept.to);
  write(run, kept, at);
  return true;
}

/** What is read by a function, or that it could not be, as an event. */
export function readOrTold<T extends object>(what: string, read: () => T): T | UnreadableEvent {
  try {
    return read();
  } catch (error) {
    const { class: type, message } = toExceptionInfo(error);
    return { kind: 'unreadable', what, error: `${type}: ${message}` };
  }
}

type UnreadableEvent = Extract<RunEventInput, { kind: 'unreadable' }>;

/** A call as an event has it. */
export interface CompletedCall {
  kind: 'tool_call' | 'model_call';
  interaction: Interaction;
  /** Who made it, where that was another agent which the run's own one called. */
  agent?: string | undefined;
}

/**
 * Keeps a completed call as this process's own tape observed it: it is of the right shape, nobody else
 * holds it, and the agent waits meanwhile.
 */
export function keepCall(run: Run, call: CompletedCall): void {
  if (run.isClosed) {
    refuseEvent(run);
    return;
  }
  const at = timeHere(run);
  const kept: RunEvent = { ...call, ...placeOf(run, time(at)) };
  run.events.push(kept);
  write(run, kept, at);
}

/**
 * The same for a call that a replay's tape answered. What was said stands in the fixture, so that it is
 * written only when the run turns out not to pass; the record of one that does names it by its id.
 */
export function keepTapedCall(run: Run, call: CompletedCall): void {
  const { row, facts, held } = stateOf(run);
  if (row.run_type !== 'replay' || run.isClosed) {
    keepCall(run, call);
    return;
  }
  const at = timeHere(run);
  const kept: RunEvent = { ...call, ...placeOf(run, time(at)) };
  run.events.push(kept);
  count(run, at);
  noteCall(facts, kept);
  held.push(kept);
}

/** Writes what the tape answered of a run that did not pass. */
export function writeHeld(run: Run): void {
  const { journal } = run.store;
  for (const event of stateOf(run).held.splice(0)) journal.push(() => entryOf(run, event));
}

/** Takes what the run recorded in a database that turned out to be gone to the one that was made in its place; true when there was one. */
export function writeAgain(run: Run): boolean {
  const state = stateOf(run);
  const { journal } = run.store;
  if (state.row.run_type === 'replay' || journal.revived === state.revived) return false;
  state.revived = journal.revived;
  for (const event of run.events) journal.push(() => entryOf(run, event));
  return true;
}

function refuseEvent(run: Run): false {
  const state = stateOf(run);
  state.refused += 1;
  const { refused, row } = state;
  run.store.journal.push(() => ({ op: 'refused', run_id: row.run_id, count: refused }));
  return false;
}

function placeOf<At>(run: Run, at: At): { run_id: string; seq: number; at: At } {
  return { run_id: stateOf(run).row.run_id, seq: run.events.length + 1, at };
}

/** Events do not go back in time, even where the machine's clock does. */
function timeHere(run: Run): number {
  const { row, now } = stateOf(run);
  return Math.max(now(), row.last_event_at ?? row.started_at);
}

/**
 * What an event says of its time, where the run can have come to that, else the time that it has come to: what goes by
 * it would else wait for the year that somebody wrote. NaN for what is no time.
 */
function timeSaid(run: Run, given: unknown): number {
  const { row, now, beganTick } = stateOf(run);
  // `Date.parse` alone takes "1", and a day that no month has.
  const said = acceptsAny(Timestamp, given) ? Date.parse(given as string) : NaN;
  const reached = beganTick === undefined ? realNow() : row.started_at + Math.round(tick() - beganTick);
  return said <= reached ? said : Math.min(said, Math.max(reached, now()));
}

/** What happens to the event's data from here on is no part of what happened. */
function parseEvent(event: object, place: object): RunEvent {
  // The place first, so that data without end leaves it whole.
  const copy = copyOf({ ...place, ...event, ...thrown(event), ...place }) as object;
  if (accepts(RunEvent, copy)) return copy as RunEvent;
  const parsed = RunEvent.safeParse(copy);
  if (parsed.success) return parsed.data;
  const { kind: given } = copy as { kind?: Json };
  const kind = typeof given === 'string' ? given : JSON.stringify(given);
  const error = unreadIn(copy);
  if (error !== undefined)
    return { ...place, kind: 'unreadable', what: `an event "${kind}"`, error } as RunEvent;
  const issues = checkJson(copy, RunEvent);
  throw new AgentReplayError('OPTION_INVALID', `Failed to record "${kind}": it is not a valid event.`, {
    lines: [
      ...issues.slice(0, 5).map((issue) => ['problem', formatIssue(issue)] as const),
      ['fix', 'see RunEvent for the fields of each kind'],
    ],
    issues,
  });
}

function copyOf(whole: object): Json | StateChange {
  if (isStateChange(whole)) return copyOfChange(whole);
  // A call is replayed from what it said, whatever its size.
  return normalize(whole, 'interaction' in whole ? {} : MOST_KEPT);
}

interface StateChange {
  kind: 'state_change';
  from?: Json;
  to?: Json;
  changed?: boolean;
}

function isStateChange(event: object): event is StateChange {
  return 'kind' in event && event.kind === 'state_change';
}

/** Each side is cut by itself, so that what is equal stays so; where one is, the run says whether they were. */
function copyOfChange({ from, to, ...others }: StateChange): StateChange {
  const copy = normalize(others, MOST_KEPT) as unknown as StateChange;
  delete copy.changed;
  if (from !== undefined) copy.from = normalize(from, MOST_KEPT);
  if (to !== undefined) copy.to = normalize(to, MOST_KEPT);
  const isCut = [copy.from, copy.to].some((state) => state !== undefined && isTruncated(state));
  const changed = isCut ? hasChanged(from, to) : undefined;
  return changed === undefined ? copy : { ...copy, changed };
}

/** By all of the text, which is there anyway; undefined for what is too large for that, too. */
function hasChanged(from: unknown, to: unknown): boolean | undefined {
  if (Object.is(from, to)) return false;
  const [before, after] = [normalize(from), normalize(to)];
  return isTruncated(before) || isTruncated(after) ? undefined : !isDeepStrictEqual(before, after);
}

/** What the first member that could not be read threw. */
function unreadIn(copy: object): string | undefined {
  const unread = Object.values(copy).find((member) => typeof readSafely(member, '$unreadable') === 'string');
  return unread === undefined ? undefined : (unread as { $unreadable: string }).$unreadable;
}

/** An exception may be given as it was thrown, which may be anything but an object that says of itself what it is. */
function thrown({ exception }: { exception?: unknown }): { exception?: ExceptionInfo } {
  const isThrown =
    isNativeError(exception) || isProxy(exception) || (exception !== undefined && !isObject(exception));
  return isThrown ? { exception: toExceptionInfo(exception) } : {};
}

function count(run: Run, at: number): void {
  const { row, facts } = stateOf(run);
  row.last_event_at = Math.max(at, row.last_event_at ?? 0);
  facts.events += 1;
}

function write(run: Run, event: RunEvent, at: number = Date.parse(event.at)): void {
  const { facts, capture } = stateOf(run);
  const { journal } = run.store;
  count(run, at);
  const isLarge = isTooLargeToKeep(event);
  if ('interaction' in event) noteCapture(facts.capture, capture, event.interaction, isLarge);
  const draft = (): Entry => {
    // A model's answer is read when the agent has gone on.
    noteCall(facts, event);
    return entryOf(run, event, isLarge, at);
  };
  if (event.kind === 'checkpoint') journal.pushNow(draft);
  else journal.push(draft);
}

/** Of such a call none is kept: see `MOST_REPLAYED`. */
function isTooLargeToKeep(event: RunEventInput): boolean {
  return 'interaction' in event && isTooLarge(event.interaction);
}

function entryOf(
  run: Run,
  event: RunEvent,
  isLarge: boolean = isTooLargeToKeep(event),
  at: number = Date.parse(event.at),
): Entry {
  const { row, capture, redactor } = stateOf(run);
  const body = bodyOf(event, isLarge, capture, redactor);
  const entry = {
    op: 'event' as const,
    event: { run_id: row.run_id, seq: event.seq, at, kind: storable(event.kind), body },
  };
  if (event.kind === 'heartbeat')
    return { ...entry, touch: true, deadline_at: at + Math.round(row.timeout_seconds * 1000) };
  return event.kind === 'checkpoint' ? { ...entry, touch: true } : entry;
}

/** What this package gave an event itself is no secret, and is not looked at. */
function bodyOf(event: RunEvent, isLarge: boolean, capture: Capture, redactor: Redactor): string {
  const { run_id, seq, at, ...said } = event;
  const given = `,"run_id":"${run_id}","seq":${seq},"at":"${at}"}`;
  const text = redactor.text(JSON.stringify(storedForm(said, isLarge, capture, redactor)));
  return `${text.slice(0, -1)}${given}`;
}

function storedForm(event: RunEventInput, isLarge: boolean, capture: Capture, redactor: Redactor): unknown {
  if (!('interaction' in event)) return event;
  if (isLarge)
    return { ...event, interaction: redactInteraction(applyCapture('deny', event.interaction), redactor) };
  const clean = redactInteraction(event.interaction, redactor);
  const interaction = capture === 'full' ? clean : applyCapture(capture, redactPayloads(clean, redactor));
  return { ...event, interaction };
}

/** Digests and summaries are made of what may be seen: else a digest gives a short secret away. */
function redactPayloads(interaction: Interaction, redactor: Redactor): Interaction {
  if (interaction.kind !== 'tool' && interaction.kind !== 'mcp') return interaction;
  const { request, response } = interaction;
  return {
    ...interaction,
    request: { ...request, arguments: redactor.json(request.arguments) },
    ...(response !== undefined && { response: { result: redactor.json(response.result) } }),
  };
}
