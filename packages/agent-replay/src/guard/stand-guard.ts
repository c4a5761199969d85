import { standGuard as standWall } from '@agent-replay/cassette';
import { keepAddons } from '../clock/sights.ts';

/** Has the wall up before any code of a user's, and knows what native code its runner has loaded by then. */
export function standGuard(): void {
  standWall();
  keepAddons();
}
