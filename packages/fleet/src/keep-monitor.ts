import type { Store } from '@agent-replay/runs';
import type { Config } from 'agent-replay';
import { writeMonitor } from 'agent-replay/runner';
import type { FixtureLocks, Locked } from './fixture-lock.ts';

export interface KeepMonitorOptions {
  config: Config;
  store: Store;
  locks: FixtureLocks;
  seconds: number;
  onError: (error: Error) => void;
}

/** The one worker that sends alerts; another takes over when it is gone. */
const ALERTS = ' alerts';

/**
 * Writes the monitor artifact on this machine now and then, from what all workers have put into the store.
 * One worker of the fleet sends the alerts.
 */
export function keepMonitor({ config, store, locks, seconds, onError }: KeepMonitorOptions) {
  let alerts: Locked | null = null;
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    try {
      if (alerts?.isHeld() !== true || !alerts.taken.has(ALERTS)) {
        await alerts?.release();
        alerts = await locks.take([ALERTS]);
      }
      await writeMonitor({ config, store, alert: alerts.taken.has(ALERTS) });
    } catch (error) {
      onError(error as Error);
    }
  };
  const next = (): Promise<void> => (writing = writing.then(write));
  const timer = setInterval(() => void next(), seconds * 1000);
  return {
    async stop(): Promise<void> {
      clearInterval(timer);
      await next();
      await alerts?.release();
    },
  };
}
