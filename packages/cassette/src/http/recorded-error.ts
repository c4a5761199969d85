import { isPlainList, readSafely, type RecordedError, toExceptionInfo } from '@agent-replay/contracts';

const MAX_CAUSES = 8;
const MAX_ERRORS = 16;
/** What is kept of an error of Node's besides its texts. */
const FIELDS = ['code', 'errno', 'syscall', 'address', 'port', 'hostname'] as const;
const READ = ['name', 'message', ...FIELDS, 'cause'] as const;

/**
 * Describes an error as it can be kept on tape, with its chain of causes and, of several, each. Never throws, whatever
 * was thrown: who records an error gives that one on.
 */
export function toRecordedError(error: unknown, depth = 0): RecordedError {
  const { name, message, code, errno, syscall, address, port, hostname, cause } = fieldsOf(error);
  const errors = depth < MAX_CAUSES ? itemsOf(error) : undefined;
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : toExceptionInfo(error).message,
    ...(typeof code === 'string' && { code }),
    ...(typeof errno === 'number' && Number.isInteger(errno) && { errno }),
    ...(typeof syscall === 'string' && { syscall }),
    ...(typeof address === 'string' && { address }),
    ...(Number.isInteger(port) && { port: port as number }),
    ...(typeof hostname === 'string' && { hostname }),
    ...(cause !== undefined &&
      cause !== null &&
      depth < MAX_CAUSES && { cause: toRecordedError(cause, depth + 1) }),
    ...(errors !== undefined && { errors: errors.map((each) => toRecordedError(each, MAX_CAUSES)) }),
  };
}

/** What is kept of an error, as far as it can be read: getters and proxies may throw. */
function fieldsOf(error: unknown): Record<(typeof READ)[number], unknown> {
  return Object.fromEntries(READ.map((key) => [key, readSafely(error, key)])) as ReturnType<typeof fieldsOf>;
}

/** The errors that one collects; undefined where it collects none. */
function itemsOf(error: unknown): unknown[] | undefined {
  const errors = readSafely(error, 'errors');
  if (!isPlainList(errors)) return undefined;
  return Array.from({ length: Math.min(errors.length, MAX_ERRORS) }, (_, index) => readSafely(errors, index));
}

/** Makes the error again: same name, message and causes, and what else of it was recorded. */
export function fromRecordedError(recorded: RecordedError): Error {
  const { name, message, code, cause } = recorded;
  // A signal's reason: its code is a number, which is not recorded.
  if (code === undefined && cause === undefined && isSignals(name)) return new DOMException(message, name);
  return toError(recorded);
}

function toError({ name, message, cause, errors, ...fields }: RecordedError): Error {
  const options = cause === undefined ? undefined : { cause: fromRecordedError(cause) };
  const error =
    errors === undefined
      ? new Error(message, options)
      : new AggregateError(errors.map(fromRecordedError), message, options);
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  const known = FIELDS.flatMap((field) => (fields[field] === undefined ? [] : [[field, fields[field]]]));
  return Object.assign(error, Object.fromEntries(known));
}

/** The error of the connection itself, without what a client wrapped around it. */
export function innermost(recorded: RecordedError): RecordedError {
  return recorded.code === undefined && recorded.cause !== undefined ? innermost(recorded.cause) : recorded;
}

/**
 * A socket's error must have `code` and `errno`, or interceptors answer it with a made-up status 500.
 */
export function connectionError(recorded: RecordedError): Error {
  const inner = innermost(recorded);
  const error = toError({ ...inner, code: inner.code ?? 'ECONNRESET', errno: inner.errno ?? -104 });
  standIns.set(error, inner);
  return error;
}

const standIns = new WeakMap<object, RecordedError>();

/** What was recorded, of an error that `connectionError` made. */
export function recordedOf(error: object): RecordedError | undefined {
  return standIns.get(error);
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

/** True for the names of what an `AbortSignal` gives as its reason. */
export function isSignals(name: string): boolean {
  return name === 'AbortError' || name === 'TimeoutError';
}
