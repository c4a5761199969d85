import type { Call } from './call.ts';

/** A recorded interaction as it is looked up, and whether it has been used. */
export interface Entry {
  index: number;
  id: string;
  kind: Call['kind'];
  lane: string;
  used: boolean;
}
