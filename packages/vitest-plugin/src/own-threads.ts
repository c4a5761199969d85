import type { Worker } from 'node:worker_threads';

const threads = new Map<number, Worker>();
let isNoting = false;

/** From here on `endThread` knows the threads that this process starts: Vitest keeps its own to itself. */
export function noteThreads(): void {
  if (isNoting) return;
  isNoting = true;
  process.on('worker', (worker) => {
    const { threadId } = worker;
    threads.set(threadId, worker);
    worker.once('exit', () => threads.delete(threadId));
  });
}

/** Ends a thread of this process, also one that never yields; false where there is none of this id. */
export function endThread(id: number): boolean {
  const thread = threads.get(id);
  threads.delete(id);
  void thread?.terminate();
  return thread !== undefined;
}
