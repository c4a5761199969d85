import { clearTimeout, setTimeout } from 'node:timers';
import type { AskedRequest, HttpTape } from './http-tape.ts';

/** What a request's first line and fields say. */
export type AskedHead = Omit<AskedRequest, 'body'>;

/** A body that is at hand is there long before; a refusal is due within 100 ms. */
const PATIENCE_MS = 25;

/**
 * Waits for a request to be read whole, but not for ever: one whose body takes its time, and which no
 * recorded interaction could answer whatever the body says, is refused meanwhile.
 *
 * @returns the request, or the error that refuses it
 */
export async function readWithin(
  tape: HttpTape,
  head: AskedHead,
  reading: Promise<AskedRequest>,
): Promise<AskedRequest | Error> {
  let stop = (): void => undefined;
  const refusal = askUnread(tape, head);
  const refused = new Promise<Error>((resolve) => (stop = whenSlow(tape, refusal, () => true, resolve)));
  try {
    return await Promise.race([reading, refused]);
  } finally {
    stop();
  }
}

/** Asks about a request of which no more than the head is there: once, as a call is a miss once, whoever asks and when. */
export function askUnread(tape: HttpTape, head: AskedHead): () => Error | null {
  let asked: { error: Error | null } | undefined;
  return () => (asked ??= { error: tape.refuseUnread(head) }).error;
}

/**
 * Calls back with the refusal when it is due.
 *
 * @param refusal of `askUnread`
 * @param isOpen whether the request still waits then
 * @returns keeps it from coming
 */
export function whenSlow(
  tape: HttpTape,
  refusal: () => Error | null,
  isOpen: () => boolean,
  refuse: (error: Error) => void,
): () => void {
  const ask = () => (isOpen() ? refusal() : null);
  const stop = () => {
    clearTimeout(timer);
    tape.unended.delete(ask);
  };
  const timer = setTimeout(() => {
    stop();
    const error = ask();
    if (error !== null) refuse(error);
  }, PATIENCE_MS);
  tape.unended.add(ask);
  return stop;
}
