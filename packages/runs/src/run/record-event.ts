import {
  acceptsAny,
  type Interaction,
  type RunEvent,
  type RunEventInput,
  Timestamp,
} from '@agent-replay/contracts';
import { now as realNow, tick, time } from '../native-time.ts';
import { noteCapture } from '../capture/capture-policy.ts';
import { noteCall } from '../capture/call-facts.ts';
import type { Entry } from '../store/entry.ts';
import { entryOf, isTooLargeToKeep } from './event-entry.ts';
import { parseEvent, readOrTold } from './read-event.ts';
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
