import { AgentReplayError } from '@agent-replay/contracts';
import { now } from '../native-time.ts';
import { isTime } from '../run/whole-clock.ts';
import { uuidV7 } from '../uuid-v7.ts';
import type { Ask, AskPlain } from './ask.ts';
import { isObject } from '../is-object.ts';
import { storedJson } from './stored-json.ts';
import type { Tables } from './tables.ts';

/** A class of failures of live runs: where it stands, and its first bad run since it was last resolved. */
export interface FailureHistory {
  fingerprint: string;
  agent_name: string;
  failure_class: string;
  status: 'open' | 'regressed' | 'resolved';
  first_bad_run_id: string;
  first_bad_run_at: string;
  last_bad_run_id: string;
  last_bad_run_at: string;
  runs: number;
  regressions: number;
  resolved_at: string | null;
}

/** An alert that was tried. */
export interface AlertRecord {
  fingerprint: string;
  at: string;
  channel: string;
  kind: 'alert' | 'recovery';
  ok: boolean;
}

/** What a store knows of classes of failures, and of the alerts about them. */
export interface FailureQueries {
  failureHistories(): Promise<FailureHistory[]>;
  /**
   * Ends the current history of a class: the next bad run opens a new one.
   *
   * @param at RFC 3339
   * @throws {AgentReplayError} `OPTION_INVALID` for no time
   */
  resolveFailure(fingerprint: string, at: string): Promise<void>;
  recordAlert(alert: AlertRecord): Promise<void>;
  listAlerts(): Promise<AlertRecord[]>;
}

/** Questions about classes of failures. */
export function createFailureQueries(
  ask: Ask,
  askPlain: AskPlain,
  clean: (text: string) => string,
): FailureQueries {
  return {
    async failureHistories() {
      const rows = await askPlain<Tables['failures']>('select * from failures order by fingerprint');
      return rows.map((row) => ({
        fingerprint: row.fingerprint,
        agent_name: row.agent_name,
        failure_class: row.failure_class,
        status: row.status as FailureHistory['status'],
        first_bad_run_id: row.first_bad_run_id,
        first_bad_run_at: new Date(row.first_bad_run_at).toISOString(),
        last_bad_run_id: row.last_bad_run_id,
        last_bad_run_at: new Date(row.last_bad_run_at).toISOString(),
        runs: row.runs,
        regressions: row.regressions,
        resolved_at: row.resolved_at === null ? null : new Date(row.resolved_at).toISOString(),
      }));
    },
    async resolveFailure(fingerprint, at) {
      const resolvedAt = Date.parse(at);
      // Without a time no later run would open the class again.
      if (!isTime(resolvedAt)) throw noTime(fingerprint);
      await ask((db) =>
        db
          .updateTable('failures')
          .set({ status: 'resolved', resolved_at: resolvedAt })
          .where('fingerprint', '=', fingerprint)
          .where('status', '<>', 'resolved')
          .execute(),
      );
    },
    async recordAlert(alert) {
      const row = {
        alert_id: uuidV7(now()),
        fingerprint: alert.fingerprint,
        alert: clean(JSON.stringify(alert)),
      };
      await ask((db) => db.insertInto('alerts').values(row).execute());
    },
    async listAlerts() {
      const rows = await askPlain<Tables['alerts']>('select alert from alerts order by alert_id');
      return rows.map((row) => storedJson(row.alert, 'an alert', isObject) as AlertRecord);
    },
  };
}

function noTime(fingerprint: string): AgentReplayError {
  return new AgentReplayError('OPTION_INVALID', `Failed to resolve "${fingerprint}": its time is none.`, {
    lines: [['fix', 'give the time as new Date().toISOString()']],
  });
}
