import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { HttpResponse } from '@agent-replay/contracts';
import type { Turn } from '../answer-order.ts';
import { byteStream, closeStream } from './byte-stream.ts';
import type { Blobs } from './blobs.ts';
import { bodyChunks, type Chunk } from './body-bytes.ts';
import type { DueEvents } from './shared-stream.ts';
import { letLeave } from './let-leave.ts';
import { connectionError } from './recorded-error.ts';

/**
 * Plays a recorded body: chunk for chunk, with the recorded gaps divided by `speed` (0: none). One
 * that was cut off ends with the error it was cut off by, never as complete.
 */
export function replayBody(
  response: HttpResponse,
  options: {
    blobs: Blobs;
    speed: number;
    cutBy: Error;
    /** How long the reader is given to leave before it is cut off. */
    leaveMs?: number | undefined;
    /** Given as they are due, in place of the body's own pieces. */
    events?: DueEvents | undefined;
    /** All of it comes after that. */
    until?: Turn;
    signal?: AbortSignal;
    /** Lets the reader take each chunk before the next one: a socket's reader gets them as one otherwise. */
    apart?: boolean;
  },
): ReadableStream<Uint8Array> {
  const { events } = options;
  const chunks =
    events === undefined
      ? bodyChunks(response.body, options.blobs).filter(({ bytes }) => bytes.byteLength > 0)
      : [];
  let index = 0;
  let clock = 0;
  let isLeft = false;
  let leave = (): void => undefined;
  const pull = async (controller: ReadableByteStreamController): Promise<void> => {
    if (options.until !== undefined) await options.until;
    const event = await events?.next();
    if (event !== undefined) return isLeft ? undefined : controller.enqueue(new Uint8Array(event));
    const chunk = chunks[index];
    if (chunk === undefined) {
      // A stream that fails drops what it still holds: what came before has to be read first.
      if (response.truncated === true) {
        await flushed();
        await letLeave(options.leaveMs, (left) => {
          leave = left;
          if (isLeft) left();
        });
      }
      return finish(controller, response, options.cutBy);
    }
    index += 1;
    clock = await waitUntil(chunk, clock, options);
    controller.enqueue(new Uint8Array(chunk.bytes));
    if (index === chunks.length && response.truncated !== true) closeStream(controller);
  };
  return byteStream(pull, {
    cancel() {
      isLeft = true;
      leave();
    },
  });
}

/** A whole body that comes after its head. */
export function lateBody(bytes: Uint8Array, until: Promise<void>): ReadableStream<Uint8Array> {
  return byteStream(async (controller) => {
    await until;
    controller.enqueue(new Uint8Array(bytes));
    closeStream(controller);
  });
}

/** What a body that was cut off ended with. */
export function cutError(): Error {
  return connectionError({ name: 'Error', message: 'aborted', code: 'ECONNRESET', errno: -104 });
}

function finish(controller: ReadableByteStreamController, response: HttpResponse, cutBy: Error): void {
  if (response.truncated === true) controller.error(cutBy);
  else closeStream(controller);
}

async function flushed(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await nextTurn();
}

async function waitUntil(
  chunk: Chunk,
  clock: number,
  { speed, signal, apart }: { speed: number; signal?: AbortSignal; apart?: boolean },
): Promise<number> {
  const gap = speed > 0 ? (chunk.at_ms - clock) / speed : 0;
  if (apart === true && gap <= 0) await flushed();
  if (gap > 0) await wait(gap, undefined, signal === undefined ? {} : { signal });
  return chunk.at_ms;
}
