import type { MonitorRow } from '@agent-replay/contracts';
import type { FailureHistory } from '@agent-replay/runs';

/** What a channel sends. */
export interface AlertMessage {
  kind: 'alert' | 'recovery';
  /** Of the class of failures; `fixture:<suite>/<fixture_id>` when a replay is what went wrong. */
  fingerprint: string;
  failure_class: string;
  /** One line for people. */
  text: string;
  status: FailureHistory['status'];
  agent_name?: string;
  /** When it was first seen; for a fixture, the replay that turned. */
  first_bad_run_at: string;
  /** How many runs failed so. */
  runs?: number;
}

/** Something to tell people of: bad now, or well again. */
export interface Trouble {
  fingerprint: string;
  isBad: boolean;
  /** An alert from before does not tell of this one; null when any alert does. */
  since: string | null;
  message: (kind: AlertMessage['kind']) => AlertMessage;
}

/** A class of failures of live runs. */
export function classTrouble(failure: FailureHistory): Trouble {
  const { fingerprint, failure_class, status, agent_name, first_bad_run_at, runs } = failure;
  const again = status === 'regressed' ? ', again' : '';
  return {
    fingerprint,
    isBad: status !== 'resolved',
    since: first_bad_run_at,
    message: (kind) => ({
      kind,
      fingerprint,
      failure_class,
      status,
      agent_name,
      first_bad_run_at,
      runs,
      text:
        kind === 'alert'
          ? `${agent_name}: ${failure_class} since ${first_bad_run_at}${again} (${fingerprint})`
          : `${agent_name}: ${failure_class} is resolved (${fingerprint})`,
    }),
  };
}

/** Not known yet, or by somebody's decision: nothing to be woken up for. */
const QUIET = /^(?:no_result|unproven|quarantined|digest_changed)(?::|$)/;

/** A fixture that turned: red, or no longer able to tell. */
export function fixtureTrouble(row: MonitorRow, now: string): Trouble | null {
  const isBad = row.state !== 'passing';
  if (isBad && QUIET.test(row.reason ?? '')) return null;
  const name = `${row.suite}/${row.fixture_id}`;
  const fingerprint = `fixture:${name}`;
  return {
    fingerprint,
    isBad,
    since: null,
    message: (kind) => ({
      kind,
      fingerprint,
      failure_class: (row.reason ?? 'passing').split(': ', 1)[0] as string,
      status: isBad ? 'open' : 'resolved',
      first_bad_run_at: row.at ?? now,
      text:
        kind === 'alert'
          ? `fixture ${name} is ${row.state}: ${row.reason ?? row.state}`
          : `fixture ${name} is passing again`,
    }),
  };
}
