import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CASSETTE_FILE, writeCassette } from '@agent-replay/cassette';
import {
  AgentReplayError,
  checkJson,
  FixtureNotes,
  formatIssue,
  type Json,
  parseJsonFile,
  type RunRecord,
  Slug,
  type Tier,
  Tier as TierSchema,
  type Verdict,
  Verdict as VerdictSchema,
} from '@agent-replay/contracts';
import { createRedactor, openKey, type Redactor, writeJsonAtomic } from '@agent-replay/redaction';
import { inTurn, realPlace, type Store } from '@agent-replay/runs';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { isDiscovered } from '../discover/discover-fixtures.ts';
import { addToLock, readLock } from '../lock/lock-file.ts';
import { type Files, filesOf } from './fixture-files.ts';
import { refuseChanged, rememberFrozen } from './frozen-files.ts';
import { refuseFreeze } from './refuse-freeze.ts';
import type { Reduced } from '../reduce/reduce.ts';
import type { SeenAgain } from './see-again.ts';

export interface FreezeOptions {
  /** @default the config of the working directory */
  config?: Config;
  /** The fixture's suite. @default "agent_failure_forensics" */
  suite?: string;
  /** The fixture's id. @default the failure class */
  fixtureId?: string;
  /**
   * The folder that holds suites, relative to the config's. A fixture in one that the config does not name stays
   * out of the lock file. @default the config's first
   */
  out?: string;
  /** @default "critical" */
  tier?: Tier;
  /** Replays the fixture once with the code as it is here, and takes times and ids of requests over from that. */
  replay?: boolean;
  /** Leaves out everything that the failure does not need. */
  reduce?: boolean;
  /** Freezes a run that passed, too, and one whose contract is invalid, and writes over what was changed since it was frozen. */
  force?: boolean;
  /** The verdicts that count as right. @default ["passed"] */
  status?: Verdict[];
  /** Hears what takes a while as it begins, in words for people. */
  onProgress?: (doing: string) => void;
}

const Options = z.strictObject({
  config: z.custom<Config>().optional(),
  suite: z.string().optional(),
  fixtureId: z.string().optional(),
  out: z.string().optional(),
  tier: TierSchema.optional(),
  replay: z.boolean().optional(),
  reduce: z.boolean().optional(),
  force: z.boolean().optional(),
  status: z.array(VerdictSchema).min(1).optional(),
  onProgress: z.custom<FreezeOptions['onProgress']>((value) => typeof value === 'function').optional(),
});

/** A fixture that was written. */
export interface Frozen {
  dir: string;
  suite: string;
  fixture_id: string;
  /** Ways that the run used and no tape holds: with these it cannot be proven. */
  unknown: readonly string[];
  /** What the replay showed; null without `replay`. */
  seen: SeenAgain | null;
  /** What was left out, and how many replays that took; null without `reduce`. */
  reduced: Pick<Reduced, 'replays' | 'before' | 'after' | 'tried' | 'held'> | null;
}

const SUITE = 'agent_failure_forensics';
/** Beside the lock file's. */
const TURN = '.agent-replay/freeze.turn';

/**
 * Makes a fixture of a run: what it was given, what left it and came back, the contract that it broke,
 * and where it comes from. The same run gives the same bytes, however often it is frozen.
 *
 * @throws {AgentReplayError} `RUN_NOT_FOUND`; `FREEZE_REFUSED` for a run that is open, that passed, whose state
 * was not given (`state_missing`), whose payloads were not captured (`payload_not_captured`, naming them), or whose
 * contract is none (`contract_invalid`); where the folder of its suite is a link, behind which no fixture counts; and where
 * its fixture was changed since it was frozen, naming the files.
 */
export async function freeze(store: Store, runId: string, options: FreezeOptions = {}): Promise<Frozen> {
  assertOptions(runId, options);
  const run = await store.getRun(runId);
  if (run === undefined) throw notFound(runId, store);
  const details = await store.getDetails(runId);
  const events = await store.getEvents(runId);
  refuseFreeze(run, details, events, options);
  const config = options.config ?? (await loadConfig());
  const folder = config.store.startsWith('postgres')
    ? join(config.root, '.agent-replay')
    : dirname(realPlace(config.store));
  const key = await openKey(folder);
  // What the run gave away late stands in what it had said before.
  const redactor = createRedactor({ ...config.redact, key }).remembering();
  redactor.recall(JSON.stringify([run, details, events]));
  const remember = (frozen: string): Promise<void> =>
    inTurn(join(config.root, TURN), () => rememberFrozen(config, frozen, redactor));
  const { dir, suite, fixture_id, files } = await oneByOne(async () => {
    const made = filesOf(run, details, events, {
      tier: options.tier ?? 'critical',
      redactor,
      ...(options.status !== undefined && { status: options.status }),
    });
    // One that cannot be read is told before there is a fixture that it lacks.
    await readLock(config.root);
    const place = await inTurn(join(config.root, TURN), async () => {
      const taken = takePlace(run, config, options);
      made['input.json'].fixture_id = taken.fixture_id;
      if (options.force !== true && existsSync(join(taken.dir, 'notes.json')))
        await refuseChanged(config, taken.dir, (fresh) => writeAll(fresh, made, redactor));
      await claim(taken.dir, made['notes.json'], redactor);
      return taken;
    });
    await writeFixture(place.dir, made, redactor);
    await remember(place.dir);
    if (options.out === undefined || isDiscovered(config, place.dir))
      await addToLock(config.root, [`${place.suite}/${place.fixture_id}`], redactor);
    return { ...place, files: made };
  });
  if (options.replay === true) options.onProgress?.('replaying it with the code here');
  const seen =
    options.replay === true ? await (await import('./see-again.ts')).seeAgain(dir, config, redactor) : null;
  if (seen !== null) await remember(dir);
  const frozen = { dir, suite, fixture_id, unknown: files['notes.json'].capture.unknown, seen };
  if (options.reduce !== true) return { ...frozen, reduced: null };
  const { reduce } = await import('../reduce/reduce.ts');
  const { replays, before, after, tried, held } = await reduce(dir, {
    config,
    onStart: (limit) =>
      options.onProgress?.(`leaving out what its failure does not need, in at most ${limit} replays`),
  });
  await remember(dir);
  return { ...frozen, reduced: { replays, before, after, tried, held } };
}

/** What the files of a fixture cannot hold, or nobody reads. */
function assertOptions(runId: string, options: FreezeOptions): void {
  const { config: _, onProgress: __, ...plain } = options;
  const issues = checkJson(plain, Options);
  if (issues.length === 0) return;
  throw new AgentReplayError('OPTION_INVALID', `Failed to freeze "${runId}": its options are invalid.`, {
    lines: issues.slice(0, 5).map((issue) => ['at', formatIssue(issue)] as const),
    issues,
  });
}

/** Of freezes at once in a process: what one works out would hold up another that has the turn. */
function oneByOne<T>(work: () => Promise<T>): Promise<T> {
  const done = last.then(work);
  last = done.catch(() => undefined);
  return done;
}

let last: Promise<unknown> = Promise.resolve();

function notFound(runId: string, store: Store): AgentReplayError {
  return new AgentReplayError('RUN_NOT_FOUND', `Failed to freeze "${runId}": there is no such run.`, {
    lines: [
      ['store', store.url],
      ['fix', 'list the runs with: agent-replay runs --status failed'],
    ],
    details: { run_id: runId },
  });
}

/**
 * The folder of a run's fixture: where it was frozen before, else one named by its failure class, which is made here,
 * so that of runs that fail at once each has its own.
 */
function takePlace(
  run: RunRecord,
  config: Config,
  options: FreezeOptions,
): Pick<Frozen, 'dir' | 'suite' | 'fixture_id'> {
  const suite = slug(options.suite ?? SUITE);
  const out =
    options.out ?? (config.fixtures[0] as string).split('*', 1)[0]?.replace(/\/+$/, '') ?? 'fixtures';
  const base = slug(options.fixtureId ?? run.failure_class ?? run.status);
  const tail = run.run_id.replaceAll('-', '').slice(-8);
  const above = resolve(config.root, out, suite);
  if (isLink(above))
    throw new AgentReplayError(
      'FREEZE_REFUSED',
      `Failed to freeze "${run.run_id}": "${above}" is a link, which is not followed.`,
      { lines: [['fix', 'put a folder there, or name another with --suite or --out']] },
    );
  for (const fixture_id of [base, `${base}_${tail}`]) {
    const dir = join(above, fixture_id);
    if (isLink(dir)) continue;
    if (isMade(dir) || notesOf(dir)?.run_id === run.run_id) return { dir, suite, fixture_id };
  }
  throw new AgentReplayError(
    'FREEZE_REFUSED',
    `Failed to freeze "${run.run_id}": its folders are taken by other runs.`,
    {
      lines: [['fix', 'name another with --id']],
    },
  );
}

const isLink = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;

/** Makes a folder; false where there is one that is somebody's. */
function isMade(dir: string): boolean {
  mkdirSync(dirname(dir), { recursive: true });
  try {
    mkdirSync(dir);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return isLeft(dir);
    throw error;
  }
}

/** A freeze that was killed in its turn leaves a folder that is nobody's: with nothing but the notes that it had begun. */
function isLeft(dir: string): boolean {
  if (!lstatSync(dir).isDirectory()) return false;
  const unfinished = readdirSync(dir, { withFileTypes: true });
  if (!unfinished.every((entry) => entry.isFile() && UNFINISHED_NOTES.test(entry.name))) return false;
  for (const { name } of unfinished) rmSync(join(dir, name), { force: true });
  return true;
}

const UNFINISHED_NOTES = /^\.notes\.json\.[0-9a-f]{12}\.tmp$/;

function slug(name: string): string {
  const plain = name
    .replaceAll(/[^A-Za-z0-9_.-]+/g, '_')
    .replaceAll(/^\.+|\.+$/g, '')
    .slice(0, 100);
  if (plain === '') return 'fixture';
  return Slug.safeParse(plain).success ? plain : `_${plain}`.replaceAll(/\.{2,}/g, '.');
}

/** Says in a folder whose it is; what people have said about the fixture since it was first frozen stays. */
async function claim(dir: string, notes: FixtureNotes, redactor: Redactor): Promise<void> {
  const known = notesOf(dir);
  if (known !== null) {
    const { tier, owner, stale_after, proof, quarantine } = known;
    Object.assign(notes, { tier, owner, stale_after, proof, quarantine });
  }
  await writeNotes(dir, notes, redactor);
}

function writeNotes(dir: string, notes: FixtureNotes, redactor: Redactor): Promise<void> {
  return writeJsonAtomic(join(dir, 'notes.json'), notes as unknown as Json, { redactor });
}

async function writeAll(dir: string, files: Files, redactor: Redactor): Promise<void> {
  await writeNotes(dir, files['notes.json'], redactor);
  await writeFixture(dir, files, redactor);
}

/** Writes what stands beside the notes. */
async function writeFixture(dir: string, files: Files, redactor: Redactor): Promise<void> {
  for (const name of ['input.json', 'expected.json'] as const) {
    await writeJsonAtomic(join(dir, name), files[name] as unknown as Json, { redactor });
  }
  await writeCassette(join(dir, CASSETTE_FILE), files['tool_cassettes.json'].interactions, { redactor });
}

function notesOf(dir: string): FixtureNotes | null {
  const file = join(dir, 'notes.json');
  return existsSync(file) ? parseJsonFile(readFileSync(file), { file, schema: FixtureNotes }) : null;
}
