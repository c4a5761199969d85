import type { Clock } from './clock.ts';
import type { SeededBytes } from './seeded-bytes.ts';

/** What the patches read at each call: null stands for the machine's own. */
export interface Current {
  clock: Clock | null;
  random: SeededBytes | null;
  locale: string | null;
}
