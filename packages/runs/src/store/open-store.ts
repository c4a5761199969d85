import { AgentReplayError, isAgentReplayError, refuseUnknownKeys } from '@agent-replay/contracts';
import { createRedactor, openKey, type Redactor, type RedactorOptions } from '@agent-replay/redaction';
import type { Capture } from '../capture/capture-policy.ts';
import { absentDriver } from './absent-driver.ts';
import type { Driver } from './driver.ts';
import { type SpoolBacklog, spoolBacklog } from '../inspect/spool-backlog.ts';
import { now } from '../native-time.ts';
import { createJournal, type Journal } from './journal.ts';
import { openSqlite } from './open-sqlite.ts';
import { postgresFix } from './postgres-fix.ts';
import { createQueries, type Queries } from './queries.ts';
import { openSpool } from './spool.ts';
import { spoolFolders, storePlace, type StorePlace } from './store-place.ts';

export interface StoreOptions {
  /** What the project knows about its own secrets; the key comes from the store's folder. */
  redact?: RedactorOptions;
  /** Replaces the redactor that `redact` would make. */
  redactor?: Redactor;
  /** What live runs keep of payloads. @default "full" */
  capture?: Capture;
  /** Folder for the key and the spool. @default the SQLite file's folder; .agent-replay for PostgreSQL */
  folder?: string;
  /** How long a start or a close waits for a locked database, in milliseconds. @default 5000 */
  patienceMs?: number;
  /**
   * What to do when the database cannot be opened: `spool` opens the store all the same, so that an agent goes on.
   * What it records waits in the spool, and goes to the database as soon as that can be opened.
   *
   * @default "throw"
   */
  whenAway?: 'throw' | 'spool';
  /** Does what opens the database's file, where somebody watches over that file. */
  opening?: <T>(open: () => T) => T;
  /** The clock, in milliseconds since 1970. @default Date.now */
  now?: () => number;
}

const OPTIONS = Object.keys({
  redact: true,
  redactor: true,
  capture: true,
  folder: true,
  patienceMs: true,
  whenAway: true,
  opening: true,
  now: true,
} satisfies Record<keyof StoreOptions, true>);

/** So long a file that others have locked is waited for, as on a fresh path by many processes at once. */
const OPEN_MS = 15_000;
/** And so long by an agent, which goes on without it. */
const AWAY_MS = 3000;

/** An open store of runs: what `startRun` writes to, and what answers questions. */
export interface Store extends Queries {
  /** As given, without a password. */
  readonly url: string;
  readonly kind: 'sqlite' | 'postgres';
  /** @internal */
  readonly driver: Driver;
  /** @internal */
  readonly journal: Journal;
  readonly redactor: Redactor;
  readonly capture: Capture;
  readonly now: () => number;
  /** What waits in its spool: while the database does not take it, no question is answered with it. */
  backlog(): SpoolBacklog;
  /**
   * Writes what is still queued, and closes.
   *
   * @throws {AgentReplayError} `STORE_UNAVAILABLE` when no place takes what is queued; the store is closed all the same
   */
  close(): Promise<void>;
}

/**
 * Opens a store, and makes it where there is none: a path or `sqlite:` URL of a SQLite file,
 * `:memory:`, or a `postgres://` URL. What an earlier process left in the spool is read in.
 *
 * @throws {AgentReplayError} `STORE_UNAVAILABLE` when it cannot be opened.
 * @example
 * const store = await openStore('.agent-replay/runs.db');
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  const place = storePlace(url);
  refuseUnknownKeys(`Failed to open "${place.shown}", in its options`, options, OPTIONS);
  const folder = options.folder ?? place.folder;
  const mayBeAway = options.whenAway === 'spool';
  const patienceMs = mayBeAway ? (options.patienceMs ?? AWAY_MS) : OPEN_MS;
  const { opening = (open) => open() } = options;
  const driver = await openDriver(place, patienceMs, opening).catch((error: unknown) => {
    if (!mayBeAway) throw error;
    return absentDriver(place.kind, () => openDriver(place, 0, opening), error);
  });
  try {
    const redactor = options.redactor ?? (await makeRedactor(folder, options));
    const folders = spoolFolders({ folder, identity: place.identity });
    const spool = openSpool({ folders, redactor });
    const journal = createJournal(driver, spool, options.patienceMs);
    // A database that is locked, or newer, leaves the spool for the next one who opens it.
    await journal.ingest().catch(() => 0);
    return {
      url: place.shown,
      kind: driver.kind,
      driver,
      journal,
      redactor,
      capture: options.capture ?? 'full',
      now: options.now ?? now,
      backlog: () => spoolBacklog(folders),
      ...createQueries(driver, redactor, () => journal.flush()),
      close: () => journal.close(),
    };
  } catch (error) {
    await driver.close();
    throw error;
  }
}

async function openDriver(
  place: StorePlace,
  patienceMs: number,
  opening: NonNullable<StoreOptions['opening']>,
): Promise<Driver> {
  try {
    if (place.kind === 'sqlite') return await openSqlite(place.target, patienceMs, opening);
    const { openPostgres } = await import('./open-postgres.ts');
    return await openPostgres(place.target);
  } catch (cause) {
    if (isAgentReplayError(cause)) throw cause;
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
    throw new AgentReplayError('STORE_UNAVAILABLE', `Failed to open store "${place.shown}": ${reason}.`, {
      lines: [['fix', fixFor(place.kind, reason, cause)]],
      details: { url: place.shown },
      cause,
    });
  }
}

function fixFor(kind: StorePlace['kind'], reason: string, cause: unknown): string {
  if (kind === 'postgres') return postgresFix(cause) ?? 'check the URL and that the server runs';
  if (/^table \w+ already exists/.test(reason))
    return 'name another file: this one holds the tables of another program';
  return /malformed|not a database/.test(reason)
    ? 'move the file away, or restore a copy of it: a new one is made where there is none'
    : 'check that the folder exists, is writable and not full';
}

async function makeRedactor(
  folder: string,
  { redact = {}, whenAway }: Pick<StoreOptions, 'redact' | 'whenAway'>,
): Promise<Redactor> {
  if (redact.key !== undefined) return createRedactor(redact);
  try {
    return createRedactor({ ...redact, key: await openKey(folder) });
  } catch (error) {
    // A key of its own redacts as well; its placeholders are other ones than the next process's.
    if (whenAway === 'spool') return createRedactor(redact);
    throw error;
  }
}
