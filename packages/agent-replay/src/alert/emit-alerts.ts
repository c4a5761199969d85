import type { AlertRecord, Store } from '@agent-replay/runs';
import type { Trouble } from './alert-message.ts';
import type { Channel } from './channels.ts';

export interface EmitOptions {
  troubles: readonly Trouble[];
  channels: readonly Channel[];
  /** Milliseconds since 1970. */
  now: () => number;
  /** Waits between two tries. @default a real wait */
  wait?: (ms: number) => Promise<void>;
}

const TRIES = 3;
const FIRST_WAIT_MS = 250;

/**
 * Tells each channel once of every trouble that is there, and once when it is over. What could not be
 * sent in three tries is kept as that, so that the gate sees it, and tried again with the next call.
 */
export async function emitAlerts(store: Store, options: EmitOptions): Promise<AlertRecord[]> {
  const { troubles, channels, now } = options;
  const sent = await store.listAlerts();
  const emitted = await Promise.all(
    channels.map(async (channel) => {
      const records: AlertRecord[] = [];
      const own = sent.filter((alert) => alert.channel === channel.name);
      for (const trouble of troubles) {
        const kind = dueKind(trouble, own);
        if (kind === null) continue;
        const ok = await deliver(channel, trouble.message(kind), options.wait);
        const at = new Date(now()).toISOString();
        const record = { fingerprint: trouble.fingerprint, at, channel: channel.name, kind, ok };
        await store.recordAlert(record);
        records.push(record);
      }
      return records;
    }),
  );
  return emitted.flat();
}

/** Bad and untold since it began: an alert. Well again, and told before: a recovery. */
function dueKind(
  { fingerprint, isBad, since }: Trouble,
  sent: readonly AlertRecord[],
): AlertRecord['kind'] | null {
  const last = sent.findLast((alert) => alert.fingerprint === fingerprint && alert.ok);
  if (!isBad) return last?.kind === 'alert' ? 'recovery' : null;
  const isTold = last?.kind === 'alert' && (since === null || last.at >= since);
  return isTold ? null : 'alert';
}

async function deliver(
  channel: Channel,
  message: Parameters<Channel['send']>[0],
  wait: EmitOptions['wait'] = sleep,
): Promise<boolean> {
  for (let tried = 0; ; tried += 1) {
    try {
      await channel.send(message);
      return true;
    } catch {
      if (tried === TRIES - 1) return false;
      await wait(FIRST_WAIT_MS * 4 ** tried);
    }
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
