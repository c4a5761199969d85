import { machineTime } from '@agent-replay/contracts/machine';

const machine = machineTime();
/** Turns of the event loop in which code takes what it was answered, before the next answer is given. */
const TURNS = 10;
/** How long nothing may happen before an answer waits no longer for one that the agent does not ask for. */
const QUIET_MS = 15;
/** The same while something is under way, such as a timer or a file: as long as the call took, within these. */
const LEAST_MS = 250;
const MOST_MS = 2000;

/** When recorded calls began and ended, by their place on the tape; NaN where that does not tell when the answer came. */
export interface Spans {
  starts: Float64Array;
  ends: Float64Array;
}

/** Resolves when an answer is to be given; undefined for now. */
export type Turn = Promise<void> | undefined;

/** Gives answers in the order in which they came when they were recorded. */
export interface AnswerOrder {
  /** Called when a call is answered. */
  turn: (place: number) => Turn;
  close: () => void;
}

/**
 * Answers come from the tape at once, which is right until calls are under way together: one that was overtaken when it
 * was recorded (the slower of a race, the first of a batch) is held back until those that came before it were given. An
 * agent that has changed may never ask for these: then it waits a moment, and once.
 *
 * @returns undefined when no call was overtaken, so that nothing is to be held back
 */
export function createAnswerOrder({ starts, ends }: Spans): AnswerOrder | undefined {
  if (isInOrder(starts) && isInOrder(ends)) return undefined;
  const timed = [...ends.keys()].filter((place) => !Number.isNaN(ends[place]));
  const byStart = timed.toSorted((a, b) => at(starts, a) - at(starts, b));
  if (isInOrder(byStart.map((place) => at(ends, place)))) return undefined;
  const byEnd = timed.toSorted((a, b) => at(ends, a) - at(ends, b));
  const ranks = new Map(byEnd.map((place, rank) => [place, rank]));
  const isActive = activity();
  const given = new Set<number>();
  const held = new Map<number, { give: () => void; since: number }>();
  let isDriven = false;
  let changed = machine.now();

  /** Those which came while this one was under way, and have not been given. */
  const before = (place: number): number[] => {
    const found: number[] = [];
    for (let rank = (ranks.get(place) ?? 0) - 1; rank >= 0; rank -= 1) {
      const other = byEnd[rank] as number;
      if (at(ends, other) <= at(starts, place)) break;
      if (!given.has(other) && at(ends, other) < at(ends, place)) found.push(other);
    }
    return found;
  };
  const give = async (place: number): Promise<void> => {
    changed = machine.now();
    for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
    given.add(place);
  };
  const hadItsTime = (place: number, since: number): boolean => {
    const waited = machine.now() - Math.max(since, changed);
    const took = at(ends, place) - at(starts, place);
    return waited > (isActive() ? Math.min(MOST_MS, Math.max(LEAST_MS, took)) : QUIET_MS);
  };
  const drive = async (): Promise<void> => {
    isDriven = true;
    while (held.size > 0) {
      await nextTurn();
      const first = byEnd.find((place) => held.has(place));
      const waiting = first === undefined ? undefined : held.get(first);
      if (first === undefined || waiting === undefined) break;
      const missing = before(first);
      if (missing.length > 0 && !hadItsTime(first, waiting.since)) continue;
      for (const place of missing) given.add(place);
      held.delete(first);
      waiting.give();
      void give(first);
    }
    isDriven = false;
  };
  return {
    turn(place) {
      if (!ranks.has(place)) return undefined;
      changed = machine.now();
      if (before(place).length === 0) {
        void give(place);
        return undefined;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(place, { give: resolve, since: machine.now() });
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

function nextTurn(): Promise<void> {
  return new Promise((resolve) => void machine.setImmediate(resolve));
}

/** Returns a test: is something under way that was not when this was called? */
function activity(): () => boolean {
  const count = () => Map.groupBy(process.getActiveResourcesInfo(), (name) => name);
  const usual = count();
  return () =>
    [...count()].some(
      ([name, { length }]) => name !== 'Immediate' && length > (usual.get(name)?.length ?? 0),
    );
}
