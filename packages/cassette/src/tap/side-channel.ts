import { channel } from 'node:diagnostics_channel';
import { withinCall } from '../running-call.ts';

/** A way out that no tap can see into, told in the caller's async context. */
export interface SideChannel {
  /** `addon:<package>`, `udp`, `tcp:<host>:<port>`, `unix:<path>`, `dns:<name>`, `spawn:<program>` or `worker`. */
  channel: string;
  /** It stays on the machine as far as can be told, and runs again under the wall in a replay. */
  isLocal?: true;
  /** Asked when the run closes: a connection may turn out to be one of a client whose calls are recorded. */
  isRecorded?: () => boolean;
}

const side = channel('agent-replay:side-channel');

/** Tells of a way out, unless a tool uses it whose answer is recorded: a replay does not run that. */
export function tellSideChannel(told: SideChannel): void {
  if (side.hasSubscribers && withinCall().within === undefined) side.publish(told);
}
