import type { Store } from '@agent-replay/runs';
import type { Config } from 'agent-replay';
import { pingSwitch, writeMonitor } from 'agent-replay/runner';
import type { FixtureLocks, Locked } from './fixture-lock.ts';

export interface KeepMonitorOptions {
  config: Config;
  store: Store;
  locks: FixtureLocks;
  seconds: number;
  onError: (error: Error) => void;
}

/** The one worker that sends alerts and pings; another takes over when it is gone. */
const SPEAKER = ' alerts';

/** Of its time a worker gives at most so much to the artifact, however many fixtures there are. */
const SHARE = 1 / 10;

/**
 * Writes the monitor artifact on this machine now and then, from what all workers have put into the store.
 * One worker of the fleet sends the alerts, and tells the dead man's switch that the fleet lives.
 */
export function keepMonitor({ config, store, locks, seconds, onError }: KeepMonitorOptions) {
  let speaker: Locked | null = null;
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const write = async (): Promise<void> => {
    try {
      if (speaker?.isHeld() !== true || !speaker.taken.has(SPEAKER)) {
        await speaker?.release();
        speaker = await locks.take([SPEAKER]);
      }
      const speaks = speaker.taken.has(SPEAKER);
      await writeMonitor({ config, store, alert: speaks });
      if (speaks) await tellSwitch(config, onError);
    } catch (error) {
      onError(error as Error);
    }
  };
  const writeAndRest = async (): Promise<void> => {
    const started = performance.now();
    await write();
    const rest = Math.max(seconds * 1000, (performance.now() - started) / SHARE);
    if (!isStopped) timer = setTimeout(() => void next(), rest);
  };
  const next = (): Promise<void> => (writing = writing.then(writeAndRest));
  timer = setTimeout(() => void next(), seconds * 1000);
  return {
    async stop(): Promise<void> {
      isStopped = true;
      clearTimeout(timer);
      await next();
      await speaker?.release();
    },
  };
}

async function tellSwitch(config: Config, onError: (error: Error) => void): Promise<void> {
  const trouble = await pingSwitch(config);
  if (trouble !== null) onError(new Error(`The dead man's switch could not be told: ${trouble}`));
}
