import { addonName } from './addon-name.ts';
import { allowedChannels } from './allowed-channels.ts';
import { listen } from './listen.ts';
import { tellSideChannel } from './side-channel.ts';
import { tapConnections } from './tap-connections.ts';
import { tapPrograms } from './tap-programs.ts';
import { before } from './watch-method.ts';

/**
 * Tells of what leaves the process and cannot be recorded: native code that is loaded, UDP sockets,
 * connections that no HTTP client holds, questions to a resolver, programs and workers. A fixture of a run
 * that used one cannot be proven; programs and workers that stay on the machine are named and no more.
 *
 * @param allow rules of the config: what a replay may reach as well needs no recording
 * @returns its undo
 */
export function tapSideChannels(allow: readonly string[] = []): () => void {
  const isAllowed = allowedChannels(allow);
  const undo = [
    before(process, 'dlopen', (_, [, file]) => {
      if (!isAllowed(`addon:${String(file)}`))
        tellSideChannel({ channel: `addon:${addonName(String(file))}` });
    }),
    listen('udp.socket', () => tellSideChannel({ channel: 'udp' })),
    tapConnections(isAllowed),
    tapPrograms(isAllowed),
  ];
  return () => {
    for (const step of undo.toReversed()) step();
  };
}
