import { constants } from 'node:os';

/** What Node tells a process of besides errors, and an agent may listen to. */
const EVENTS = new Set<unknown>([...Object.keys(constants.signals), 'rejectionHandled', 'warning']);

/**
 * Lets a copy of `process`, as the one in Jest's sandbox is, hear what Node tells the real one: signals above all,
 * which end a process where nobody listens for them. Follows what the copy listens to, and returns the undo.
 */
export function followEvents({ process: copy }: Pick<typeof globalThis, 'process'>): () => void {
  if (copy === process) return () => undefined;
  const followed = new Map<string, () => void>();
  const emit = copy.emit.bind(copy) as (event: unknown, ...args: unknown[]) => void;
  const follow = (event: unknown): void => {
    if (!EVENTS.has(event) || followed.has(event as string)) return;
    const tell = (...args: unknown[]): void => emit(event, ...args);
    process.on(event as string, tell);
    followed.set(event as string, () => process.off(event as string, tell));
  };
  const forget = (event: unknown): void => {
    if (copy.listenerCount(event as string) > 0) return;
    followed.get(event as string)?.();
    followed.delete(event as string);
  };
  for (const event of copy.eventNames()) follow(event);
  copy.on('newListener', follow).on('removeListener', forget);
  return () => {
    copy.off('newListener', follow).off('removeListener', forget);
    for (const undo of followed.values()) undo();
  };
}
