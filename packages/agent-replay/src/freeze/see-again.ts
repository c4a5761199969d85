import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  comparedRequest,
  differInTimesAndIds,
  loadCassette,
  replacedTimesAndIds,
  type MatchOptions,
} from '@agent-replay/cassette';
import type { Verdict } from '@agent-replay/contracts';
import type { Redactor } from '@agent-replay/redaction';
import { atSignal } from '../child/at-signal.ts';
import { createReplayer } from '../child/replay-in-child.ts';
import type { Config } from '../config/config.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { reproduces } from '../discover/proof-faults.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import { describeFailure } from '../runner/describe-failure.ts';
import { updateTape, withDrift } from '../replay/update-tape.ts';

/** What a fixture that was just frozen does with the code as it is here. */
export interface SeenAgain {
  status: Verdict;
  /** Machine-readable code, and text; null when it passed. */
  reason: string | null;
  /** True when it was red by the class of its run. */
  again: boolean;
  /** The ids of interactions whose requests differed in times and ids, and no more. */
  taken_over: string[];
  /** What to do where it was red by another class; null where nobody can say. */
  fix: string | null;
}

/**
 * Replays a fresh fixture. What its live run took from the clock and by chance into its requests, the
 * time in a prompt, say, a replay takes from the fixture's clock and seed, always in the same way: such requests are taken over as
 * the replay sends them. Any other difference stays for people to see.
 */
export async function seeAgain(dir: string, config: Config, redactor: Redactor): Promise<SeenAgain> {
  let result = await replayOnce(dir, config);
  let taken: string[] = [];
  if ((result.ledger?.misses.length ?? 0) > 0) {
    taken = await takeOver(dir, config, redactor);
    if (taken.length > 0) result = await replayOnce(dir, config);
  }
  const { status, failure_class: failureClass, failure_reason: reason } = result.verdict;
  // as a proof will ask for it: red by its class, which a run that was blocked or degraded has too
  const again = !result.ok && reproduces(loadFixture(dir).notes.failure_class, failureClass);
  const fix = again || result.ok ? null : (FIX.exec(describeFailure(result).message)?.[1] ?? null);
  return { status, reason: reason ?? null, again, taken_over: taken, fix };
}

/** The first advice in what a replay says of itself. */
const FIX = /^ *fix {2,}(.+)$/m;

/** With a store of its own: this is a look, and no result that counts. */
async function replayOnce(dir: string, config: Config): Promise<ReplayResult> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-replay-freeze-'));
  const forget = atSignal(() => rmSync(folder, { recursive: true, force: true }));
  const replayer = createReplayer({ config, store: join(folder, 'runs.db') });
  try {
    return await replayer.replay(dir);
  } finally {
    replayer.close();
    rmSync(folder, { recursive: true, force: true });
    forget();
  }
}

async function takeOver(dir: string, config: Config, redactor: Redactor): Promise<string[]> {
  const served = await replayOnce(dir, { ...config, match: { ...config.match, drift: 'serve' } });
  const requests = served.drift.filter(({ part }) => part === 'request');
  const compared = await comparedRequest(config.match as MatchOptions, loadCassette(dir).blobs);
  const { interactions } = loadFixture(dir);
  const replaced = new Map<string, string>();
  // As they are compared: without what is ignored in them.
  const isSame = requests.every((drift) => {
    const recorded = interactions.find(({ id }) => id === drift.interaction);
    if (recorded === undefined) return false;
    const [before, after] = [compared(recorded), compared(withDrift(recorded, drift))];
    for (const [word, now] of replacedTimesAndIds(before, after))
      if (!replaced.has(word)) replaced.set(word, now);
    return differInTimesAndIds(before, after);
  });
  return isSame ? updateTape(dir, requests, redactor, replaced) : [];
}
