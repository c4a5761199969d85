import { channel } from 'node:diagnostics_channel';
import path from 'node:path';
import { listen } from './listen.ts';

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
  Reflect.set(process, 'dlopen', tapped);
  const undo = listen('udp.socket', () => tell('udp'));
  return () => {
    undo();
    if (Reflect.get(process, 'dlopen') === tapped) Reflect.set(process, 'dlopen', dlopen);
  };
}
