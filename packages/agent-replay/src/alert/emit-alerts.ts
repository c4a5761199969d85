import { join } from 'node:path';
import { appendLine, createRedactor } from '@agent-replay/redaction';
import type { AlertRecord, FailureHistory, Store } from '@agent-replay/runs';
import type { Config } from '../config/config.ts';

/** What a channel sends. */
interface AlertMessage {
  kind: 'alert' | 'recovery';
  fingerprint: string;
  failure_class: string;
  first_bad_run_at: string;
  status: FailureHistory['status'];
  /** One line for people. */
  text: string;
}

/**
 * Tells each channel once of every class of failures that is open, and once when it is resolved. What
 * could not be sent is kept as that, so that the gate sees it, and tried again with the next call.
 */
export async function emitAlerts(store: Store, config: Config, now: number): Promise<AlertRecord[]> {
  const sent = await store.listAlerts();
  const emitted: AlertRecord[] = [];
  for (const failure of await store.failureHistories()) {
    for (const { name, send } of channels(config)) {
      const kind = dueKind(
        failure,
        sent.filter((alert) => alert.channel === name),
      );
      if (kind === null) continue;
      const ok = await send(toMessage(failure, kind)).then(
        () => true,
        () => false,
      );
      const record = {
        fingerprint: failure.fingerprint,
        at: new Date(now).toISOString(),
        channel: name,
        kind,
        ok,
      };
      await store.recordAlert(record);
      emitted.push(record);
    }
  }
  return emitted;
}

/** Open and untold since its first bad run: an alert. Resolved, and told before: a recovery. */
function dueKind(failure: FailureHistory, sent: readonly AlertRecord[]): AlertMessage['kind'] | null {
  const last = sent.findLast((alert) => alert.fingerprint === failure.fingerprint && alert.ok);
  const isTold = last?.kind === 'alert' && last.at >= failure.first_bad_run_at;
  if (failure.status === 'resolved') return last?.kind === 'alert' ? 'recovery' : null;
  return isTold ? null : 'alert';
}

function toMessage(failure: FailureHistory, kind: AlertMessage['kind']): AlertMessage {
  const text =
    kind === 'alert'
      ? `${failure.failure_class}: failing since ${failure.first_bad_run_at}${failure.status === 'regressed' ? ', again' : ''} (${failure.fingerprint})`
      : `${failure.failure_class}: resolved (${failure.fingerprint})`;
  return { kind, text, ...failure };
}

interface Channel {
  name: string;
  send: (message: AlertMessage) => Promise<void>;
}

function channels(config: Config): Channel[] {
  const file = join(config.root, '.agent-replay/alerts.ndjson');
  return [
    {
      name: 'file',
      send: (message) =>
        appendLine(file, JSON.stringify(message), { redactor: createRedactor(config.redact) }),
    },
    ...(config.monitor.webhooks ?? []).map((url) => ({
      name: `webhook ${new URL(url).host}`,
      send: (message: AlertMessage) => post(url, message),
    })),
  ];
}

async function post(url: string, message: AlertMessage): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    // `text` alone is what Slack reads; the rest is for others.
    body: JSON.stringify(message),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
}
