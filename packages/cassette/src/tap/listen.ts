import { subscribe } from 'node:diagnostics_channel';

type Listener = (message: unknown) => void;

const listening = new Map<string, Set<Listener>>();

/**
 * Subscribes to a diagnostics channel for listeners that come and go with every run: the channel itself is
 * subscribed once for the process, since to turn one on and off changes its prototype each time.
 *
 * @returns its undo
 */
export function listen(name: string, listener: Listener): () => void {
  const listeners = listening.get(name) ?? begin(name);
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function begin(name: string): Set<Listener> {
  const listeners = new Set<Listener>();
  listening.set(name, listeners);
  subscribe(name, (message) => {
    for (const listener of listeners) listener(message);
  });
  return listeners;
}
