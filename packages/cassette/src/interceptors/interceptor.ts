import type { HttpResponse, RecordedError } from '@agent-replay/contracts';
import type { PlainRequest } from '../engine/http-call.ts';

/** What the tape says to a request: a recorded response, a recorded error, a refusal, or to let it out. */
export type HttpAnswer =
  | { kind: 'response'; response: HttpResponse }
  | { kind: 'error'; error: RecordedError }
  | { kind: 'refusal'; error: Error }
  | { kind: 'passthrough' };

/** Asks the tape; keeps the ledger; never throws. */
export type Ask = (request: Omit<PlainRequest, 'effect'>) => HttpAnswer;

export interface InterceptorOptions {
  ask: Ask;
  /** True for a URL that may go out as it is. */
  isAllowed: (url: URL) => boolean;
  /** Frames a recorded response for the wire. */
  toWire: (
    recorded: HttpResponse,
    method: string,
  ) => Promise<{ status: number; headers: [string, string][]; body: ReadableStream<Uint8Array> | null }>;
}

/** Puts itself under node:http, undici and captured references; returns its own undo. */
export type Interceptor = (options: InterceptorOptions) => Promise<() => void>;
