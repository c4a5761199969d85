import type { WireResponse } from '../http/wire-response.ts';

interface InterceptorOptions {
  /** Answers a request from the tape it belongs to; throws what its socket is to fail with. */
  answer: (request: Request) => Promise<WireResponse>;
  /** True for an origin that no tape is asked about. */
  isAllowed: (url: URL) => boolean;
}

/** Puts itself under node:http, undici and captured references; returns its own undo. */
export type Interceptor = (options: InterceptorOptions) => (() => void) | Promise<() => void>;

/** Which library stands below the clients. */
export type InterceptorName = 'msw' | 'nock';
