import type { Json } from '@agent-replay/contracts';
import type { CanaryScene } from '../scene.ts';

/** Eight workers claim one job at once; later ones come before and after the claim has run out. */
export async function queueClaim({ machinery, store }: CanaryScene): Promise<Json> {
  const claim = (owner: string, now: number) => machinery.takeLease(store, 'job', owner, now, 1000);
  const all = await Promise.all(Array.from({ length: 8 }, (_, index) => claim(`worker-${index}`, 0)));
  const held = all.filter((lease) => lease !== null);
  const early = await claim('early', 999);
  const next = await claim('next', 1000);
  const [first] = held;
  const lateRenewal = first === undefined ? null : await store.renewLease(first, 1001, 1000);
  return {
    claims: all.length,
    held: held.length,
    claimed_before_it_ran_out: early !== null,
    claimed_after_it_ran_out: next !== null,
    fence_has_risen: (next?.fence ?? 0) > (first?.fence ?? 0),
    first_may_go_on: lateRenewal,
  };
}
