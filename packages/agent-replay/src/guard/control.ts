import { guardControl } from '@agent-replay/cassette';
import { permitBy } from './runner-permit.ts';

/** Control over the guard of this process. To be loaded before anything of the user's: the first who asks gets it. */
export const control = guardControl();
permitBy(control);
