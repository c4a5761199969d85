import { type Sights, sights as own } from './sights.ts';

/** A longer turn counts for no more than its share of the wait: a process that stood still, with its machine say, has waited for nothing. */
const TURNS = 20;
/** Looks in a wait: each takes time. */
const LOOKS = 100;
/** Of one core: more than this is work that other threads do, as those in which Node compresses and encrypts. */
const SHARE = 0.02;

export interface DeadWaitOptions {
  /** A wait that has lasted this long with nothing that could end it is taken for one that never does. */
  patienceMs: number;
  /** How long the run may still take, in milliseconds: a timer beyond that ends nothing. */
  limitMs: number;
  /** Resolves when no module is on its way that a test runner has to give. */
  untilLoaded: () => Promise<unknown>;
  sights?: Sights;
}

/**
 * Returns a test, to be asked in turns of the event loop by a timer that is not armed then: has the process waited for so
 * long without anything that can still wake it? Whatever is seen that was not there when this was called (a handle, a
 * request, a program, a worker, a timer before the limit, an immediate, work of another thread) starts the wait anew.
 */
export function deadWait(options: DeadWaitOptions): () => boolean {
  const { patienceMs, limitMs, untilLoaded, sights = own } = options;
  const endsAt = sights.now() + limitMs;
  const isStirred = sights.begin();
  let turnedAt = sights.now();
  let waitedMs = 0;
  /** Known from the first look on, which most runs are over before. */
  let othersMs: number | undefined;
  let loading: 'unasked' | 'asked' | 'none' = 'unasked';
  const startAnew = (): false => {
    waitedMs = 0;
    othersMs = sights.othersMs();
    loading = 'unasked';
    return false;
  };
  return () => {
    const now = sights.now();
    if (now - turnedAt < patienceMs / LOOKS) return false;
    waitedMs += Math.min(now - turnedAt, patienceMs / TURNS);
    turnedAt = now;
    othersMs ??= sights.othersMs();
    if (isStirred() || sights.othersMs() - othersMs > patienceMs * SHARE) return startAnew();
    if (waitedMs < patienceMs) return false;
    if (sights.isHeld(endsAt - now)) return startAnew();
    if (loading === 'unasked') {
      loading = 'asked';
      void untilLoaded().then(() => {
        if (loading === 'asked') loading = 'none';
      });
    }
    return loading === 'none';
  };
}
