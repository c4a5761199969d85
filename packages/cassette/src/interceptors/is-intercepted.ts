import type { Emitter } from './answer-the-rest.ts';

interface Source {
  readyState: string;
  emitter: Emitter;
}

const SOURCE = Symbol.for('node-http-request-source');

/** True while someone else, a user's own msw or nock, stands before the sockets. */
export function isIntercepted(): boolean {
  return sourceOf()?.readyState === 'ACTIVE';
}

/** The one place through which every interceptor of the process sees requests. */
export function sourceOf(): Source | undefined {
  const registry = (globalThis as { __MSW_INTERCEPTORS_REGISTRY?: Map<symbol, unknown> })
    .__MSW_INTERCEPTORS_REGISTRY;
  return registry?.get(SOURCE) as Source | undefined;
}
