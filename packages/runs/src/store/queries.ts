import { AgentReplayError } from '@agent-replay/contracts';
import type { Redactor } from '@agent-replay/redaction';
import { storable } from '../run/redact-row.ts';
import type { Ask, AskPlain } from './ask.ts';
import type { Driver } from './driver.ts';
import { createFailureQueries, type FailureQueries } from './failure-queries.ts';
import { createHealthQueries, type HealthQueries } from './health-queries.ts';
import { createLeases, type Leases } from './leases.ts';
import { persist } from './persist.ts';
import { createRunQueries, type RunQueries } from './run-queries.ts';

/** What a store answers, whatever database it is in. */
export interface Queries extends RunQueries, FailureQueries, HealthQueries, Leases {}

const PATIENCE_MS = 5000;

/**
 * Every question that is put to a store, as one set of statements for all databases.
 *
 * @param settle writes what is queued, so that a process reads what it has recorded
 */
export function createQueries(driver: Driver, redactor: Redactor, settle: () => Promise<void>): Queries {
  const ask: Ask = async (question) => {
    if (driver.newerThanKnown !== null) throw newer(driver.newerThanKnown);
    const [db] = await Promise.all([driver.db(), settle()]);
    return persist(() => question(db), PATIENCE_MS);
  };
  const askPlain: AskPlain = async <Row>(sql: string, values: readonly (string | number | null)[] = []) => {
    if (driver.newerThanKnown !== null) throw newer(driver.newerThanKnown);
    await settle();
    return persist(() => driver.plain(sql, values) as Promise<Row[]>, PATIENCE_MS);
  };
  const lastAttempt: Driver['lastAttempt'] = async (...of) => {
    if (driver.newerThanKnown !== null) throw newer(driver.newerThanKnown);
    // Starts of live runs are waited for; those of replays may be gathered.
    if (of[1] === 'replay') await settle();
    return persist(() => driver.lastAttempt(...of), PATIENCE_MS);
  };
  const clean = (text: string): string => storable(redactor.text(text));
  return {
    ...createRunQueries(ask, clean, lastAttempt),
    ...createFailureQueries(ask, askPlain, clean),
    ...createHealthQueries(ask, askPlain, clean),
    ...createLeases(ask),
  };
}

function newer(version: number): AgentReplayError {
  return new AgentReplayError(
    'UNKNOWN_FORMAT',
    `Failed to read the store: it was written by a newer version (schema ${version}).`,
    { lines: [['fix', 'upgrade agent-replay']], details: { version } },
  );
}
