import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import path from 'node:path';

/** Ways out that no tap can see into: `{ channel: "addon:<file>" | "udp" }`, in the caller's async context. */
const SIDE_CHANNEL = 'agent-replay:side-channel';

type Loader = (this: object, ...args: unknown[]) => unknown;

/**
 * Tells of what leaves the process and cannot be recorded: native code that is loaded, UDP sockets
 * that are opened. A fixture of such a run cannot be proven.
 *
 * @returns its undo
 */
export function tapSideChannels(): () => void {
  const side = channel(SIDE_CHANNEL);
  const tell = (name: string) => {
    if (side.hasSubscribers) side.publish({ channel: name });
  };
  const dlopen = Reflect.get(process, 'dlopen') as Loader;
  const tapped: Loader = function (...args) {
    tell(`addon:${path.basename(String(args[1]))}`);
    return Reflect.apply(dlopen, this, args);
  };
  const onSocket = () => tell('udp');
  Reflect.set(process, 'dlopen', tapped);
  subscribe('udp.socket', onSocket);
  return () => {
    unsubscribe('udp.socket', onSocket);
    if (Reflect.get(process, 'dlopen') === tapped) Reflect.set(process, 'dlopen', dlopen);
  };
}
