import type { HttpResponse, RecordedError } from '@agent-replay/contracts';
import type { Turn } from '../answer-order.ts';
import type { PlainRequest } from '../engine/http-call.ts';
import type { Blobs } from '../http/blobs.ts';
import type { DueEvents } from '../http/shared-stream.ts';

/** What the tape says to a request: a recorded response, a recorded error, or a refusal. */
export type HttpAnswer =
  | {
      kind: 'response';
      response: HttpResponse;
      cutBy: RecordedError | undefined;
      leaveMs?: number;
      /** In place of the body's own pieces. */
      events?: DueEvents | undefined;
      turn?: Turn;
      /** For a body that came after its head: to be called when that is given. */
      bodyTurn?: () => Turn;
    }
  | { kind: 'error'; error: RecordedError; afterMs: number; leaveMs?: number; turn: Turn }
  | { kind: 'refusal'; error: Error };

/** A request as clients send it, its body read whole. */
export type AskedRequest = Omit<PlainRequest, 'effect'>;

/** The HTTP side of a tape. */
export interface HttpTape {
  /** Asks for the answer and takes it; keeps the ledger; never throws. */
  ask: (request: AskedRequest) => HttpAnswer;
  /** Refuses a request of which no more than the head is there, when nothing recorded could answer it; else null. */
  refuseUnread: (head: Omit<AskedRequest, 'body'>) => Error | null;
  /** Asks about requests that have not come to their end; those that are left when the tape closes are asked about then. */
  unended: Set<() => void>;
  /** True for a URL that is none of the tape's business. */
  isAllowed: (url: URL) => boolean;
  /** True for a request that goes out as it is: allowed, or made live. */
  letsOut: (method: string, url: string) => boolean;
  /** True for a server that the session's own code has started: by its origin, or by its socket's file where there is one. */
  isOwnServer?: (origin: string, socketPath?: string | null) => boolean;
  /** Sees what a request that went out was answered. */
  observe: (request: Request, response: Response) => void;
  blobs: Blobs;
  speed: number;
}
