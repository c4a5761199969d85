import type { RecordedError } from '@agent-replay/contracts';

const MAX_CAUSES = 8;

/** Describes an error as it can be kept on tape, with its chain of causes. */
export function toRecordedError(error: unknown, depth = 0): RecordedError {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const { name, message, code, errno, syscall, cause } = fields;
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : String(error),
    ...(typeof code === 'string' && { code }),
    ...(typeof errno === 'number' && Number.isInteger(errno) && { errno }),
    ...(typeof syscall === 'string' && { syscall }),
    ...(cause !== undefined &&
      cause !== null &&
      depth < MAX_CAUSES && { cause: toRecordedError(cause, depth + 1) }),
  };
}

/** Makes the error again: same name, message, `code`, `errno`, `syscall` and causes. */
export function fromRecordedError(recorded: RecordedError): Error {
  const { name, message, code, errno, syscall, cause } = recorded;
  // A signal's reason: its code is a number, which is not recorded.
  if (code === undefined && cause === undefined && isSignals(name)) return new DOMException(message, name);
  const error = new Error(message, cause === undefined ? undefined : { cause: fromRecordedError(cause) });
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  return Object.assign(
    error,
    code !== undefined && { code },
    errno !== undefined && { errno },
    syscall !== undefined && { syscall },
  );
}

/**
 * The error of the connection itself, without what a client wrapped around it. A socket's error must
 * have `code` and `errno`, or interceptors answer it with a made-up status 500.
 */
export function connectionError(recorded: RecordedError): Error {
  let inner = recorded;
  while (inner.code === undefined && inner.cause !== undefined) inner = inner.cause;
  return Object.assign(fromRecordedError(inner), {
    code: inner.code ?? 'ECONNRESET',
    errno: inner.errno ?? -104,
  });
}

/** What `fetch` rejects with when the connection failed. */
export function fetchError(recorded: RecordedError): Error {
  if (isSignals(recorded.name)) return new DOMException(recorded.message, recorded.name);
  const isFetchs = recorded.name === 'TypeError' && recorded.cause !== undefined;
  const { message } = isFetchs ? recorded : { message: 'fetch failed' };
  return new TypeError(message, {
    cause: fromRecordedError(isFetchs && recorded.cause ? recorded.cause : recorded),
  });
}

function isSignals(name: string): boolean {
  return name === 'AbortError' || name === 'TimeoutError';
}
