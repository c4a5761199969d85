import { type Interaction, laneOf, type Ledger, type Timing } from '@agent-replay/contracts';
import { createRedactor, type Redactor } from '@agent-replay/redaction';
import { closeSession } from '../close-session.ts';
import type { Cassette } from '../cassette-options.ts';
import type { EffectRule } from '../effects/effect-rule.ts';
import { currentSession, type Place } from '../session.ts';
import { startTap } from '../tap/start-tap.ts';
import { writeCassette } from '../write-cassette.ts';

/**
 * Records: every call goes out as it would, and is kept. The file is written when the recorder is
 * closed, redacted, whole, and in the order in which the calls began.
 */
export async function openRecorder(
  options: { path: string; redactor?: Redactor; effects?: readonly EffectRule[] },
  place: Place,
): Promise<Cassette> {
  const kept: Interaction[] = [];
  const keep = (interaction: Interaction) => void kept.push(interaction);
  const stopTap = startTap(
    ({ interaction }) => {
      const caller = currentSession() ?? session;
      if (caller.refuseLate === null) keep(interaction);
      else caller.refuseLate(interaction.kind, laneOf(interaction));
    },
    { effects: options.effects ?? [] },
  );
  const session = place.begin({
    refuseLate: null,
    askTool: () => ({ kind: 'run' }),
    keep,
    http: null,
    block: () => undefined,
    isRecorded: true,
  });
  place.enter('process');
  let late: Readonly<Ledger['blocked']> = [];
  const ledger = (): Ledger => ({
    served: [],
    unused: [],
    misses: [],
    blocked: [...late],
    drift: [],
    unguarded: [],
  });
  return {
    ledger,
    asked: () => kept.length,
    waiting: () => [],
    run: place.run,
    load: (fn) => fn(),
    async close() {
      if (session.refuseLate !== null) return ledger();
      place.leave();
      place.release();
      await stopTap();
      late = closeSession(place, { isLive: true, effects: options.effects });
      const redactor = (options.redactor ?? createRedactor()).remembering();
      await writeCassette(options.path, number(kept), { redactor });
      return ledger();
    },
  };
}

/** In whole milliseconds. */
function fromStart({ started_ms, duration_ms, head_ms }: Timing, start: number): Timing {
  const from = Math.round(started_ms - start);
  const until = (ms: number): number => Math.round(started_ms + ms - start) - from;
  return {
    started_ms: from,
    duration_ms: until(duration_ms),
    ...(head_ms !== undefined && { head_ms: until(head_ms) }),
  };
}

/**
 * Gives ids by the order in which calls began: `0001`, `0002`, …, also to what they are `within`.
 *
 * @param since what their times are to be counted from, in milliseconds of their own; the first of them by default
 */
export function number(interactions: readonly Interaction[], since?: number): Interaction[] {
  // A judgement has no time of its own.
  const startOf = ({ timing }: Interaction): number => timing?.started_ms ?? Infinity;
  const start = since ?? interactions.reduce((earliest, each) => Math.min(earliest, startOf(each)), Infinity);
  const byId = new Map(interactions.map((each) => [each.id, each]));
  const depth = ({ within }: Interaction): number => {
    const outer = within === undefined ? undefined : byId.get(within);
    return outer === undefined ? 0 : 1 + depth(outer);
  };
  // A call ends after those within it, and may have begun in the same millisecond.
  const inOrder = interactions.toSorted((a, b) => startOf(a) - startOf(b) || depth(a) - depth(b));
  const idAt = (index: number): string => String(index + 1).padStart(4, '0');
  const ids = new Map(inOrder.map(({ id }, index) => [id, idAt(index)]));
  return inOrder.map((each, index) => {
    const interaction = { ...each, id: idAt(index) };
    // A tool that had not ended when the recording did is not on the tape.
    const outer = each.within === undefined ? undefined : ids.get(each.within);
    if (outer === undefined) delete interaction.within;
    else interaction.within = outer;
    return {
      ...interaction,
      ...(each.timing !== undefined && { timing: fromStart(each.timing, start) }),
    };
  });
}
