import { isDeepStrictEqual } from 'node:util';
import { isNativeError, isProxy } from 'node:util/types';
import {
  accepts,
  AgentReplayError,
  checkJson,
  type ExceptionInfo,
  formatIssue,
  isTruncated,
  type Json,
  normalize,
  readSafely,
  RunEvent,
  type RunEventInput,
  toExceptionInfo,
} from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import { MOST_KEPT } from './most-kept.ts';

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

/** What happens to the event's data from here on is no part of what happened. */
export function parseEvent(event: object, place: object): RunEvent {
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
