import { ChildProcess } from 'node:child_process';
import { commandsIn, isNetworkCommand, nameOf } from './network-commands.ts';
import { listen } from './listen.ts';
import { nodeBinding } from './node-binding.ts';
import { tellSideChannel } from './side-channel.ts';
import { before } from './watch-method.ts';

interface Start {
  file?: unknown;
  args?: unknown;
}

/**
 * Tells of programs and workers that are started. In a replay they run again, under the wall: one that lives
 * by the network cannot do there what it did, and is told as unknown; any other is local.
 */
export function tapPrograms(isAllowed: (channel: string) => boolean): () => void {
  const started = (start: Start): void => {
    if (typeof start.file !== 'string') return;
    // The first argument is the program's own name.
    const args = Array.isArray(start.args) ? start.args.slice(1).map(String) : [];
    for (const command of commandsIn([start.file, ...args])) {
      const channel = `spawn:${nameOf(command)}`;
      const isKnown = isAllowed(channel) || isAllowed(`spawn:${command[0]}`) || !isNetworkCommand(command);
      tellSideChannel({ channel, ...(isKnown && { isLocal: true }) });
    }
  };
  const undo = [
    before(ChildProcess.prototype, 'spawn', (_, [start]) => started(start as Start)),
    // Below `spawnSync`, `execSync` and `execFileSync`.
    before(nodeBinding('spawn_sync'), 'spawn', (_, [start]) => started(start as Start)),
    listen('worker_threads', () => tellSideChannel({ channel: 'worker', isLocal: true })),
  ];
  return () => {
    for (const step of undo.toReversed()) step();
  };
}
