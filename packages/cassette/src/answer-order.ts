import { machineTime } from '@agent-replay/contracts/machine';
import type { Moment } from './moment.ts';

const machine = machineTime();
/** Turns of the event loop in which code takes what it was answered, before the next answer is given. */
const TURNS = 10;
/** How long nothing may happen before an answer waits no longer for one that the agent does not ask for. */
const QUIET_MS = 15;
/** The same while something is under way, such as a timer or a file: as long as the call took, within these. */
const LEAST_MS = 100;
const MOST_MS = 500;
/** What a turn of the event loop counts for at most: what was worked at in a longer one goes on in those that follow. */
const QUIET_TURN_MS = QUIET_MS / 100;
/** The same while something is under way, and of the longest wait: an agent may work a little in each turn without end. */
const BUSY_TURN_MS = LEAST_MS / 20;
/** No wait takes longer, whatever its turns count for. */
const CEILING_MS = 4 * MOST_MS;
/** Times on older tapes are rounded apart: what seems to have come so little earlier may have come after. */
const ROUNDED_MS = 1;

/** When recorded calls were made and the parts of their answers were there, as `indexOf` has them; NaN where a tape does not tell. */
export interface Spans {
  starts: Float64Array;
  ends: Float64Array;
}

/** Where a part of an answer stands among the spans, by the place of its call on the tape. */
export function indexOf(place: number, moment: Moment): number {
  return 2 * place + (moment === 'body' ? 1 : 0);
}

/** Resolves when an answer is to be given; undefined for now. */
export type Turn = Promise<void> | undefined;

/** Gives answers in the order in which they came when they were recorded. */
export interface AnswerOrder {
  /** Called when a call is answered, and again for a body that comes later, once the head was given. */
  turn: (place: number, moment: Moment) => Turn;
  close: () => void;
}

/**
 * Answers come from the tape at once, which is right until calls are under way together: one that was overtaken when it
 * was recorded (the slower of a race, the first of a batch) is held back until those that came before it were given. An
 * agent that has changed may never ask for these: then it waits a moment, and once.
 *
 * @param options.timersBeside timers of whoever opened the tape, set after it was opened
 * @returns undefined when no call was overtaken, so that nothing is to be held back
 */
export function createAnswerOrder(
  { starts, ends }: Spans,
  { timersBeside = 0 }: { timersBeside?: number } = {},
): AnswerOrder | undefined {
  if (isInOrder(starts) && isInOrder(ends)) return undefined;
  const timed = [...ends.keys()].filter((place) => !Number.isNaN(ends[place]));
  const byStart = timed.toSorted((a, b) => at(starts, a) - at(starts, b));
  if (isInOrder(byStart.map((place) => at(ends, place)))) return undefined;
  const byEnd = timed.toSorted((a, b) => at(ends, a) - at(ends, b));
  const ranks = new Map(byEnd.map((place, rank) => [place, rank]));
  const rankOf = (place: number): number => ranks.get(place) ?? 0;
  const isActive = activity(timersBeside);
  const given = new Set<number>();
  const held = new Map<number, { give: () => void; since: Times }>();
  let isDriven = false;
  const time = turnTime();
  let changed = time.now();
  let releasedAt = changed;

  /** Those which came while this one was under way, and have not been given. */
  const before = (place: number): number[] => {
    const found: number[] = [];
    for (let rank = rankOf(place) - 1; rank >= 0; rank -= 1) {
      const other = byEnd[rank] as number;
      if (at(ends, other) <= at(starts, place)) break;
      if (!given.has(other) && at(ends, other) < at(ends, place) - ROUNDED_MS) found.push(other);
    }
    return found;
  };
  const give = async (place: number): Promise<void> => {
    changed = time.now();
    for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
    given.add(place);
  };
  const hadItsTime = (place: number, since: Times): boolean => {
    const now = time.now();
    // Others may go on for long beside it.
    const longest = (clock: keyof Times): number => now[clock] - Math.max(since[clock], releasedAt[clock]);
    if (longest('busy') > MOST_MS || longest('passed') > CEILING_MS) return true;
    const took = at(ends, place) - at(starts, place);
    const unchanged = (clock: keyof Times): number => now[clock] - Math.max(since[clock], changed[clock]);
    return isActive() ? unchanged('busy') > Math.max(LEAST_MS, took) : unchanged('quiet') > QUIET_MS;
  };
  const drive = async (): Promise<void> => {
    isDriven = true;
    let missing: number[] = [];
    let seen = '';
    while (held.size > 0) {
      await nextTurn();
      time.turn();
      if (held.size === 0) break;
      const first = [...held.keys()].reduce((one, other) => (rankOf(other) < rankOf(one) ? other : one));
      const waiting = held.get(first);
      if (waiting === undefined) break;
      const state = `${first} ${given.size}`;
      if (state !== seen) missing = before(first);
      seen = state;
      if (missing.length > 0 && !hadItsTime(first, waiting.since)) continue;
      for (const place of missing) given.add(place);
      held.delete(first);
      releasedAt = time.now();
      waiting.give();
      void give(first);
    }
    isDriven = false;
  };
  return {
    turn(call, moment) {
      const place = indexOf(call, moment);
      if (!ranks.has(place)) return undefined;
      changed = time.now();
      if (before(place).length === 0) {
        void give(place);
        return undefined;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(place, { give: resolve, since: time.now() });
      if (!isDriven) void drive();
      return promise;
    },
    close() {
      for (const { give: now } of held.values()) now();
      held.clear();
    },
  };
}

function at(times: Float64Array, place: number | undefined): number {
  return times[place ?? -1] ?? Number.NaN;
}

function isInOrder(times: ArrayLike<number>): boolean {
  let latest = 0;
  for (let index = 0; index < times.length; index += 1) {
    const time = times[index] as number;
    if (time < latest) return false;
    // NaN is neither.
    if (time > latest) latest = time;
  }
  return true;
}

/** Milliseconds: as they pass, and as turns of the event loop count while something is under way and while nothing is. */
interface Times {
  passed: number;
  busy: number;
  quiet: number;
}

/** A clock that is told of each turn. */
function turnTime(): { now: () => Times; turn: () => void } {
  let turnedAt = machine.now();
  let [busy, quiet] = [0, 0];
  return {
    now: () => ({ passed: machine.now(), busy, quiet }),
    turn() {
      const now = machine.now();
      busy += Math.min(now - turnedAt, BUSY_TURN_MS);
      quiet += Math.min(now - turnedAt, QUIET_TURN_MS);
      turnedAt = now;
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => void machine.setImmediate(resolve));
}

/** Returns a test: is something under way that was not when this was called? */
function activity(timersBeside: number): () => boolean {
  const count = () => Map.groupBy(process.getActiveResourcesInfo(), (name) => name);
  const usual = count();
  return () =>
    [...count()].some(([name, { length }]) => {
      const beside = name === 'Timeout' ? timersBeside : 0;
      return name !== 'Immediate' && length > (usual.get(name)?.length ?? 0) + beside;
    });
}
