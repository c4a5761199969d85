import type { Json } from '@agent-replay/contracts';
import { type AlertMessage, classTrouble } from '../../alert/alert-message.ts';
import { silentWindows } from '../../monitor/silent-windows.ts';
import type { CanaryScene } from '../scene.ts';

const MINUTE = 60_000;

/** A class of failures is told of once, told to be over once, and told again by a channel that had failed. */
export async function alertEmission({ machinery, store, start, close }: CanaryScene): Promise<Json> {
  for (const task of ['first', 'second']) await close(await start(task), { artifacts: { min: 1 } });
  const sent: AlertMessage[] = [];
  let isUp = false;
  const channels = [
    { name: 'good', send: async (message: AlertMessage) => void sent.push(message) },
    {
      name: 'flaky',
      send: async () => {
        if (!isUp) throw new Error('the channel is down');
      },
    },
  ];
  const [failure] = await store.failureHistories();
  if (failure === undefined) return null;
  const bad = Date.parse(failure.first_bad_run_at);
  const emit = (minutes: number, status: typeof failure.status) =>
    machinery.emitAlerts(store, {
      troubles: [classTrouble({ ...failure, status })],
      channels,
      now: () => bad + minutes * MINUTE,
      wait: async () => undefined,
    });
  const failed = (await emit(7, 'open')).filter(({ ok }) => !ok).map(({ channel }) => channel);
  const [window] = silentWindows([failure], await store.listAlerts(), bad + 60 * MINUTE);
  isUp = true;
  const again = (await emit(8, 'open')).map(({ channel, ok }) => `${channel} ${ok}`);
  const last = (await emit(9, 'resolved')).map(({ channel, kind }) => `${channel} ${kind}`);
  return {
    bad_runs: failure.runs,
    sent: sent.map(({ kind }) => kind),
    seen_to_fail: failed,
    sent_again: again,
    recovered: last.toSorted(),
    silent_minutes: window?.minutes ?? null,
  };
}
