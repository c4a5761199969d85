import type { Json } from '@agent-replay/contracts';
import { recordEvent } from '@agent-replay/runs';
import type { CanaryScene } from '../scene.ts';

/** A tool returns what JSON has no word for; it is recorded, and read back. */
export async function toolOutputNormalization({
  machinery,
  store,
  start,
  close,
}: CanaryScene): Promise<Json> {
  const circular: Record<string, unknown> = { name: 'loop' };
  circular['self'] = circular;
  const result = machinery.normalize({
    bigint: 9_007_199_254_740_993n,
    bytes: Buffer.from('canary'),
    circular,
    date: new Date(Date.UTC(2026, 0, 2)),
    map: new Map([['key', 1]]),
    nothing: undefined,
    set: new Set([1, 2]),
    text: 'plain',
  });
  const run = await start('normalization');
  await recordEvent(run, { kind: 'checkpoint', name: 'observed', data: { result } });
  const [event] = await store.getEvents(run.record.run_id);
  await close(run, null);
  return event?.kind === 'checkpoint' ? (event.data?.['result'] ?? null) : null;
}
