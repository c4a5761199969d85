import type { Dependencies } from '@agent-replay/contracts';
import { time } from '../native-time.ts';
import type { Ask, AskPlain } from './ask.ts';
import { isObject } from '../is-object.ts';
import { MOST_AHEAD_MS } from './leases.ts';
import { storedJson } from './stored-json.ts';
import type { Tables } from './tables.ts';

/** The last replay of a fixture, as the monitor keeps it. */
export interface FixtureResult {
  fixture_id: string;
  suite: string;
  run_id: string;
  /** RFC 3339, when the replay ended. */
  at: string;
  /** Digest of the fixture's files when it was replayed. */
  fixture_sha256: string;
  /** Digest of the agent's code that was replayed; null where it could not be told. */
  code_sha256?: string | null;
  /** The packages that it was replayed with. */
  dependencies?: Dependencies;
  /** Exit code of the replay: 0 pass, 1 fail, 3 unknown, 4 blocked or miss, 5 infrastructure. */
  exit_code: number;
  /** Code, alone or followed by `: ` and text; null for a pass. */
  reason: string | null;
  /** What of the agent differs from what was proven, as `code: text`. */
  drift?: string | null;
}

/** What the monitor found when it ran. */
export interface HealthPoint {
  at: string;
  passing: number;
  failing: number;
  stale: number;
  /** The largest silent-failure window; null without bad runs. */
  window_minutes: number | null;
}

/** What the monitor keeps in a store. */
export interface HealthQueries {
  /** Keeps what was just found of some fixtures; an older result never replaces a newer one. */
  recordFixtureResults(results: readonly FixtureResult[]): Promise<void>;
  latestFixtureResults(): Promise<FixtureResult[]>;
  recordTick(tier: string, at: string): Promise<void>;
  listTicks(): Promise<Record<string, string>>;
  recordHealth(point: HealthPoint): Promise<void>;
  /** Oldest first. */
  listHealth(since: string): Promise<HealthPoint[]>;
}

const ROWS_AT_ONCE = 500;

/** The monitor's questions. */
export function createHealthQueries(
  ask: Ask,
  askPlain: AskPlain,
  clean: (text: string) => string,
): HealthQueries {
  return {
    async recordFixtureResults(results) {
      const orNull = (text: string | null): string | null => (text === null ? null : clean(text));
      const newest = new Map<string, FixtureResult>();
      for (const result of results) {
        const key = `${result.suite}/${result.fixture_id}`;
        if ((newest.get(key)?.at ?? '') <= result.at) newest.set(key, result);
      }
      const rows = [...newest.values()].map((result) => ({
        suite: result.suite,
        fixture_id: result.fixture_id,
        at: Date.parse(result.at),
        // Its names are those of folders, and the rest but these two are digests and numbers.
        result: JSON.stringify({
          ...result,
          reason: orNull(result.reason),
          drift: orNull(result.drift ?? null),
        }),
      }));
      for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
        const some = rows.slice(from, from + ROWS_AT_ONCE);
        await askPlain(
          `insert into fixture_results (suite, fixture_id, "at", result)
            values ${some.map(() => '(?, ?, ?, ?)').join(', ')}
            on conflict (suite, fixture_id) do update set "at" = excluded."at", result = excluded.result
            where fixture_results."at" <= excluded."at"`,
          some.flatMap(({ suite, fixture_id, at, result }) => [suite, fixture_id, at, result]),
        );
      }
    },
    async latestFixtureResults() {
      const rows = await askPlain<Tables['fixture_results']>(
        'select result from fixture_results order by suite, fixture_id',
      );
      return rows.map((row) => storedJson(row.result, 'the result of a fixture', isObject) as FixtureResult);
    },
    async recordTick(tier, at) {
      // What is told of a time that no clock can have come to goes.
      const later = time(Date.parse(at) + MOST_AHEAD_MS);
      await ask((db) =>
        db
          .insertInto('ticks')
          .values({ tier, at })
          .onConflict((conflict) =>
            conflict
              .column('tier')
              .doUpdateSet({ at })
              .where((of) => of.or([of('ticks.at', '<', at), of('ticks.at', '>', later)])),
          )
          .execute(),
      );
    },
    async listTicks() {
      const rows = await askPlain<Tables['ticks']>('select * from ticks');
      return Object.fromEntries(rows.map(({ tier, at }) => [tier, at]));
    },
    async recordHealth({ at, passing, failing, stale, window_minutes }) {
      await askPlain(
        `insert into health ("at", passing, failing, stale, window_minutes) values (?, ?, ?, ?, ?)
          on conflict ("at") do update set passing = excluded.passing, failing = excluded.failing,
            stale = excluded.stale, window_minutes = excluded.window_minutes`,
        [Date.parse(at), passing, failing, stale, window_minutes],
      );
    },
    async listHealth(since) {
      const rows = await ask((db) =>
        db.selectFrom('health').selectAll().where('at', '>=', Date.parse(since)).orderBy('at').execute(),
      );
      return rows.map(({ at, ...counts }) => ({ at: new Date(at).toISOString(), ...counts }));
    },
  };
}
