import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { RecordedError } from '@agent-replay/contracts';
import type { Answered, Answers } from './answers.ts';
import { innermost, isSignals, recordedOf } from './recorded-error.ts';
import { reasonOf } from './reason-phrase.ts';
import { around } from '../tap/watch-method.ts';
import { ANSWER_HEADER } from './wire-response.ts';

/** What undici publishes of a request, in parts (undici: docs/api/DiagnosticsChannel.md). */
interface Message {
  request: object;
  response: { headers: Buffer[]; statusText: string };
  /** An object where it is HTTP/2, which no tape answers. */
  trailers: Buffer[] | object;
  error: Error & { code?: unknown };
}

/**
 * Puts back what the sockets of interceptors cannot carry to undici's own clients: the head's fields as they
 * were, trailers, and the error that cut a body off.
 *
 * @returns its own undo
 */
export function restoreUndici(answers: Answers): () => void {
  const answered = new WeakMap<object, Answered>();
  const listeners: Record<string, (message: Message) => void> = {
    'undici:request:headers'({ request, response: { headers, statusText } }) {
      const at = headers.findIndex(
        (each, index) => index % 2 === 0 && String(each).toLowerCase() === ANSWER_HEADER,
      );
      const id = String(headers[at + 1]);
      const answer = at < 0 ? undefined : answers.get(id);
      if (answer === undefined) return;
      answers.delete(id);
      answered.set(request, answer);
      const reason = reasonOf(answer.response);
      if (reason !== statusText) tellReason(request, reason);
      headers.splice(0, headers.length, ...toFields(answer.response.headers));
    },
    'undici:request:trailers'({ request, trailers }) {
      if (Array.isArray(trailers)) trailers.push(...toFields(answered.get(request)?.response.trailers ?? []));
    },
    'undici:request:error'({ request, error }) {
      const { response, cutBy } = answered.get(request) ?? {};
      const isCut = response?.truncated === true && error.code === 'UND_ERR_SOCKET';
      const recorded = isCut ? ((cutBy && innermost(cutBy)) ?? CLOSED) : recordedOf(error);
      if (recorded !== undefined) turnInto(error, recorded);
    },
  };
  const entries = Object.entries(listeners) as [string, (message: unknown) => void][];
  for (const [name, listener] of entries) subscribe(name, listener);
  return () => {
    for (const [name, listener] of entries) unsubscribe(name, listener);
  };
}

/** What undici says of a body that its server did not send to the end. */
const CLOSED: RecordedError = { name: 'SocketError', message: 'other side closed', code: 'UND_ERR_SOCKET' };

/** Hands the next head on with its own reason phrase, which nock cannot send. */
function tellReason(request: object, reason: string): void {
  const key = Object.getOwnPropertySymbols(request).find(({ description }) => description === 'handler');
  const handler: unknown = key === undefined ? undefined : Reflect.get(request, key);
  if (typeof handler !== 'object' || handler === null || !Object.isExtensible(handler)) return;
  // The second one is that of versions before 7.
  const name = 'onResponseStart' in handler ? 'onResponseStart' : 'onHeaders';
  const undo = around(handler, name, (_, self, args) => {
    undo();
    return Reflect.apply(Reflect.get(handler, name) as () => unknown, self, args.with(3, reason));
  });
}

function toFields(headers: readonly (readonly [string, string])[]): Buffer[] {
  return headers.flat().map((text) => Buffer.from(text, 'latin1'));
}

/** The error is undici's to hand on, so it is told in place what it stands for. */
function turnInto(error: Error, { name, message, ...rest }: RecordedError): void {
  if (name !== error.name) {
    Object.setPrototypeOf(error, Error.prototype);
    Reflect.deleteProperty(error, 'socket');
  }
  for (const field of ['code', 'errno', 'syscall'] as const) {
    if (rest[field] === undefined) Reflect.deleteProperty(error, field);
    else Object.assign(error, { [field]: rest[field] });
  }
  Object.assign(error, { name, message }, isSignals(name) && { code: new DOMException(message, name).code });
}
