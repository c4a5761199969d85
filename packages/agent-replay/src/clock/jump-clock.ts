/** A timer on a jumping clock, with what Node's own timers offer. */
export interface JumpTimer {
  ref: () => JumpTimer;
  unref: () => JumpTimer;
  hasRef: () => boolean;
  refresh: () => JumpTimer;
  close: () => JumpTimer;
  [Symbol.toPrimitive](): number;
  [Symbol.dispose](): void;
}

/** Time that only moves from one timer to the next. */
export interface JumpClock {
  /** Milliseconds since the clock began. */
  now: () => number;
  add: (callback: () => void, delay: number | undefined, repeats: boolean) => JumpTimer;
  /** Lets time pass; timers that are due then are called by the next jumps. */
  pass: (ms: number) => void;
  /** Takes away what is due later than at once, now and whatever is added until the returned function is called. */
  setAside: () => () => void;
  /** Puts an answer among the timers: it is given by the jump to its time, or by `comeIfFirst`. */
  await: (at: number, give: () => void) => Arrival;
  /** Milliseconds until the next timer; null when there is none. */
  untilNext: () => number | null;
  /** True while an answer is on its way. */
  isAwaiting: () => boolean;
  /** Moves to the next timer and calls it; true for one that code waited by, false for an answer. */
  jump: () => boolean;
}

/** An answer on its way. */
interface Arrival {
  /** Gives it now, unless a timer that is called once, or another answer, is due before. */
  comeIfFirst: () => void;
}

interface Entry {
  due: number;
  order: number;
  delay: number;
  repeats: boolean;
  isAnswer: boolean;
  callback: () => void;
}

/** Milliseconds of a timer that is due at once. */
export const AT_ONCE = 1;
/** Node's own limits: a delay is at least 1 ms, and one that does not fit in 31 bits is 1 ms. */
const MAX_DELAY = 2 ** 31 - 1;

export function createJumpClock(): JumpClock {
  const entries = new Set<Entry>();
  let at = 0;
  let orders = 0;
  let isSettingAside = false;
  const schedule = (entry: Entry): void => {
    if (isSettingAside && entry.delay > AT_ONCE) return;
    entry.due = at + entry.delay;
    entry.order = orders += 1;
    entries.add(entry);
  };
  const next = (): Entry | null => {
    let first: Entry | null = null;
    for (const entry of entries) {
      if (first === null || isBefore(entry, first)) first = entry;
    }
    return first;
  };
  return {
    now: () => at,
    pass(ms) {
      at += ms;
    },
    setAside() {
      isSettingAside = true;
      for (const entry of entries) if (entry.due - at > AT_ONCE) entries.delete(entry);
      return () => {
        isSettingAside = false;
      };
    },
    add(callback, delay = 1, repeats) {
      const number = Math.trunc(delay);
      const entry = {
        due: 0,
        order: 0,
        delay: number >= 1 && number <= MAX_DELAY ? number : 1,
        repeats,
        isAnswer: false,
        callback,
      };
      schedule(entry);
      return handleOf(entry, entries, schedule);
    },
    await(time, give) {
      const delay = Math.max(0, time - at);
      const entry = { due: 0, order: 0, delay, repeats: false, isAnswer: true, callback: give };
      schedule(entry);
      const isFirst = (): boolean => {
        for (const other of entries) if (!other.repeats && isBefore(other, entry)) return false;
        return true;
      };
      return {
        comeIfFirst() {
          if (!entries.has(entry) || !isFirst()) return;
          entries.delete(entry);
          at = Math.max(at, entry.due);
          give();
        },
      };
    },
    isAwaiting() {
      for (const { isAnswer } of entries) if (isAnswer) return true;
      return false;
    },
    untilNext() {
      const first = next();
      return first === null ? null : Math.max(0, first.due - at);
    },
    jump() {
      const first = next();
      if (first === null) return false;
      entries.delete(first);
      at = Math.max(at, first.due);
      if (first.repeats) schedule(first);
      first.callback();
      return !first.isAnswer;
    },
  };
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.due < other.due || (one.due === other.due && one.order < other.order);
}

function handleOf(entry: Entry, entries: Set<Entry>, schedule: (entry: Entry) => void): JumpTimer {
  const id = entry.order;
  let hasRef = true;
  const timer: JumpTimer = {
    ref() {
      hasRef = true;
      return timer;
    },
    unref() {
      hasRef = false;
      return timer;
    },
    hasRef: () => hasRef,
    refresh() {
      schedule(entry);
      return timer;
    },
    close() {
      entries.delete(entry);
      return timer;
    },
    [Symbol.toPrimitive]: () => id,
    [Symbol.dispose]: () => void entries.delete(entry),
  };
  return timer;
}
