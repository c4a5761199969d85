import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  CASSETTE_FILE,
  comparedRequest,
  loadCassette,
  replacedTimesAndIds,
  TIMES_AND_IDS,
  type MatchOptions,
} from '@agent-replay/cassette';
import type { Drift, FixtureInput, Interaction, Json, Verdict } from '@agent-replay/contracts';
import { type Redactor, writeFileAtomic, writeJsonAtomic } from '@agent-replay/redaction';
import { createReplayer } from '../child/replay-in-child.ts';
import type { Config } from '../config/config.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { reproduces } from '../proof/proof-faults.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import { type Divergence, repeated } from '../replay/repeat.ts';
import { KEPT_IN_MODULES } from '../output/print-replay.ts';
import { describeFailure } from '../runner/describe-failure.ts';
import { ranAgain } from '../runner/ran-again.ts';
import { updateTape, withDrift } from '../replay/update-tape.ts';
import { inTemporaryFolder } from '../workspace/in-temporary-folder.ts';
import { varies } from './varies.ts';

/** What a fixture that was just frozen does with the code as it is here. */
export interface SeenAgain {
  status: Verdict;
  /** Machine-readable code, and text; null when it passed. */
  reason: string | null;
  /** True when it was red by the class of its run. */
  again: boolean;
  /** The ids of interactions whose requests differed in times and ids, and no more. */
  taken_over: string[];
  /** Where a second replay in the same process first said otherwise; null where it said the same. */
  differs: string | null;
  /** What to do where it was red by another class, or not the same twice; null where nobody can say. */
  fix: string | null;
}

/**
 * Replays a fresh fixture, with its other clock, too, where it fails otherwise than its run did. What its live run took
 * from the clock and by chance into its requests, the time in a prompt, say, a replay takes from the fixture's clock and
 * seed, always in the same way: such requests are taken over as the replay sends them. Any other difference stays for
 * people to see.
 */
export async function seeAgain(dir: string, config: Config, redactor: Redactor): Promise<SeenAgain> {
  const seen = await replayAndTakeOver(dir, config, redactor);
  const file = join(dir, 'input.json');
  const input = JSON.parse(readFileSync(file, 'utf8')) as FixtureInput;
  if (seen.again || seen.reason === null || input.clock.mode === 'advancing') return seen;
  // What waits until it is later, waits for good while time stands still; other code is held up by time that passes.
  const files = [file, join(dir, CASSETTE_FILE)].map((each) => [each, readFileSync(each, 'utf8')] as const);
  const mode = input.clock.mode === 'fast' ? 'frozen' : 'fast';
  const other = { ...input, clock: { ...input.clock, mode } };
  await writeJsonAtomic(file, other as unknown as Json, { redactor });
  let isSeen = false;
  try {
    const then = await replayAndTakeOver(dir, config, redactor);
    isSeen = then.again;
    return isSeen ? then : seen;
  } finally {
    for (const [each, text] of isSeen ? [] : files) await writeFileAtomic(each, text, { redactor });
  }
}

async function replayAndTakeOver(dir: string, config: Config, redactor: Redactor): Promise<SeenAgain> {
  let { result, divergence } = await replayTwice(dir, config);
  let taken: string[] = [];
  if ((result.ledger?.misses.length ?? 0) > 0) {
    const tape = readFileSync(join(dir, CASSETTE_FILE), 'utf8');
    taken = await takeOver(dir, config, redactor);
    let isSeen = taken.length === 0;
    try {
      if (taken.length > 0) ({ result, divergence } = await replayTwice(dir, config));
      isSeen ||= result.ledger?.misses.length === 0;
    } finally {
      // What each replay says anew, as the memory that a process uses, is no replay's: the recording stays.
      if (!isSeen) await writeFileAtomic(join(dir, CASSETTE_FILE), tape, { redactor });
    }
    if (!isSeen) taken = [];
  }
  const { status, failure_class: failureClass, failure_reason: reason } = result.verdict;
  // as a proof will ask for it: red by its class, which a run that was blocked or degraded has too
  const again = !result.ok && reproduces(loadFixture(dir).notes.failure_class, failureClass);
  const advice = again || result.ok ? null : (FIX.exec(describeFailure(result, config).message)?.[1] ?? null);
  // the code is that of the run, so that what it asks is made otherwise by something else
  const isAnother =
    result.ledger?.misses.some(({ cause }) => cause === 'body-diff' || cause === 'url') === true;
  const differs = divergence === null ? null : redactor.text(differenceOf(divergence));
  const fix =
    (isAnother ? ranAgain(dir) : null) ??
    (advice === TIMES_AND_IDS ? DRAWN_ELSEWHERE : advice) ??
    (differs === null || config.isolate ? null : KEPT_IN_MODULES);
  const said = reason === null ? null : redactor.text(reason);
  return { status, reason: said, again, taken_over: taken, differs, fix };
}

/** To take them over was tried just now, and the next replay said others again. */
const DRAWN_ELSEWHERE =
  'each replay says another time or id there: a fixture sets those of Date, Intl, timers, Math.random and crypto in the agent’s own process; take it from these, draw it within a tool(), or leave the field out: match.ignore';

/** The first advice in what a replay says of itself. */
const FIX = /^ *fix {2,}(.+)$/m;

function differenceOf({ path, first, other }: Divergence): string {
  return `${path} was ${first}, then ${other}`;
}

/** @returns the first of two replays, which is what it says by itself, and where the second one differed */
async function replayTwice(
  dir: string,
  config: Config,
): Promise<{ result: ReplayResult; divergence: Divergence | null }> {
  const results = await replayed(dir, config, 2);
  return { result: results[0] as ReplayResult, divergence: repeated(results).divergence };
}

async function replayOnce(dir: string, config: Config): Promise<ReplayResult> {
  return (await replayed(dir, config, 1))[0] as ReplayResult;
}

/**
 * Replays in one process, unless each is to have its own: what an agent keeps in its modules is seen by the second. One
 * that misses the tape or takes all of its time is not replayed again. With a store of its own: this is a look, and no
 * result that counts.
 */
function replayed(dir: string, config: Config, times: number): Promise<ReplayResult[]> {
  return inTemporaryFolder('freeze', async (folder) => {
    const replayer = createReplayer({ config, store: join(folder, 'runs.db') });
    try {
      const results = [await replayer.replay(dir)];
      const isDone = ({ ledger, verdict }: ReplayResult): boolean =>
        ledger === null || ledger.misses.length > 0 || verdict.failure_class === 'timeout';
      while (results.length < times && !results.some(isDone)) results.push(await replayer.replay(dir));
      return results;
    } finally {
      replayer.close();
    }
  });
}

/**
 * Takes requests over as a replay sends them, where they differ in nothing but what the clock and chance make of them, as a
 * replay with another clock and another seed shows it: what both say alike, the recording has to say, too.
 */
async function takeOver(dir: string, config: Config, redactor: Redactor): Promise<string[]> {
  const lenient: Config = { ...config, match: { ...config.match, drift: 'next' } };
  const requestsOf = async (folder: string): Promise<Drift[]> => {
    const { ledger, drift } = await replayOnce(folder, lenient);
    return ledger === null ? [] : drift.filter(({ part }) => part === 'request');
  };
  const requests = await requestsOf(dir);
  if (requests.length === 0) return [];
  const compared = await comparedRequest(config.match as MatchOptions, loadCassette(dir).blobs);
  const { interactions } = loadFixture(dir);
  // As they are compared: without what is ignored in them.
  const as = (recorded: Interaction, drift: readonly Drift[]): Json =>
    compared(drift.filter(({ interaction }) => interaction === recorded.id).reduce(withDrift, recorded));
  const drifted = interactions.filter(({ id }) => requests.some(({ interaction }) => interaction === id));
  const isMadeByChance = (others: readonly Drift[]): boolean =>
    requests.every((each) => others.some((other) => isSamePart(each, other))) &&
    drifted.every((each) => varies(compared(each), as(each, requests), as(each, others)));
  for (const later of LATER_MS) {
    if (!isMadeByChance(await otherwise(dir, later, requestsOf))) continue;
    const replaced = drifted.flatMap((each) => [...replacedTimesAndIds(compared(each), as(each, requests))]);
    return updateTape(dir, requests, redactor, new Map(replaced.toReversed()));
  }
  return [];
}

function isSamePart(one: Drift, other: Drift): boolean {
  return one.interaction === other.interaction && one.frame === other.frame;
}

/** Looks at a copy of a fixture that has another clock and another seed. */
function otherwise<T>(dir: string, later: number, look: (copy: string) => Promise<T>): Promise<T> {
  return inTemporaryFolder('freeze', (folder) => {
    const copy = join(folder, basename(dirname(dir)), basename(dir));
    cpSync(dir, copy, { recursive: true });
    const file = join(copy, 'input.json');
    const input = JSON.parse(readFileSync(file, 'utf8')) as FixtureInput;
    const start = new Date(Date.parse(input.clock.start) + later).toISOString();
    // Time goes on in one of the two: a duration is not the same in both.
    const mode = input.clock.mode === 'fast' ? 'frozen' : 'fast';
    writeFileSync(
      file,
      JSON.stringify({ ...input, clock: { ...input.clock, mode, start }, seed: input.seed + 1 }),
    );
    return look(copy);
  });
}

const MINUTE_MS = 60_000;

/**
 * How much later the other clock is: so little that nothing expires by it, as a token would; then so much that every
 * part of a date is another.
 */
const LATER_MS = [MINUTE_MS + 1123, (400 * 24 + 1) * 60 * MINUTE_MS + 7 * MINUTE_MS + 11_123];
