import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgentContext, defineAgent } from 'agent-replay';
import { invoiceOf, type Order } from './invoice.ts';
import { type Claimed, openQueue, type Queue } from './queue.ts';

/** How many workers serve a queue, until it is empty. */
export interface Shift {
  queue: string;
  workers: number;
}

const TRIES = 3;

export const agent = defineAgent({
  name: 'queue-worker',
  promptVersion: 'none',
  timeoutSeconds: 60,
  contract: { artifacts: { min: 1, kinds: ['file'], readable: true } },
  run: serve,
});

/** Serves a queue with several workers at once. */
async function serve({ queue: name, workers }: Shift, context: AgentContext) {
  const queue = await openQueue(name, context);
  try {
    // All look for work before the first begins: what two may claim at once, they claim at once in every run.
    const first = await Promise.all(Array.from({ length: workers }, () => queue.claim()));
    const done = await Promise.all(first.map((job) => drain(job, queue, context)));
    return { done: done.reduce((sum, count) => sum + count, 0) };
  } finally {
    await queue.close();
  }
}

async function drain(first: Claimed | undefined, queue: Queue, context: AgentContext): Promise<number> {
  let done = 0;
  for (let job = first; job !== undefined; job = await queue.claim()) {
    if (await work(job, queue, context)) done += 1;
  }
  return done;
}

/** Claim, work, artifact, done: in that order. */
async function work(job: Claimed, queue: Queue, context: AgentContext): Promise<boolean> {
  await pass(job, context, 'queued', 'claimed');
  const text = await tryAgain(() => invoiceOf(job.data), context);
  if (text === undefined) {
    await queue.fail(job);
    await pass(job, context, 'claimed', 'failed');
    return false;
  }
  await writeInvoice(job.data, text, context);
  await pass(job, context, 'claimed', 'written');
  await queue.complete(job);
  await pass(job, context, 'written', 'done');
  return true;
}

async function writeInvoice({ order }: Order, text: string, context: AgentContext): Promise<void> {
  await mkdir(join(context.workspace, 'invoices'), { recursive: true });
  await writeFile(join(context.workspace, `invoices/${order}.txt`), text);
  await context.recordArtifact({ kind: 'file', uri: `invoices/${order}.txt` });
}

/** Tries some times; undefined when that is exhausted. */
async function tryAgain(invoice: () => string, context: AgentContext): Promise<string | undefined> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    try {
      return invoice();
    } catch (error) {
      const decision = attempt < TRIES ? 'retry' : 'give_up';
      await context.recordEvent({ kind: 'retry', attempt, cause: String(error), delay_ms: 0, decision });
    }
  }
  return undefined;
}

/** Says that a job passes from one state to the next, as this worker sees it. */
async function pass({ id }: Claimed, context: AgentContext, from: string, to: string): Promise<void> {
  await context.recordEvent({ kind: 'state_change', ref: `job:${id}`, from, to });
}
