import {
  isPlainList,
  type Json,
  readSafely,
  type RecordedError,
  toExceptionInfo,
} from '@agent-replay/contracts';

const MAX_CAUSES = 8;
const MAX_ERRORS = 16;
/** What is kept of an error of Node's besides its texts. */
const FIELDS = ['code', 'errno', 'syscall', 'address', 'port', 'hostname'] as const;
const READ = ['name', 'message', ...FIELDS, 'cause'] as const;

/**
 * Describes an error as it can be kept on tape, with its chain of causes and, of several, each. Never throws, whatever
 * was thrown: who records an error gives that one on.
 *
 * @param describe what is kept beside texts and causes
 */
export function toRecordedError(
  error: unknown,
  depth = 0,
  describe: (error: unknown) => Pick<RecordedError, 'fields'> = () => ({}),
): RecordedError {
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
      depth < MAX_CAUSES && { cause: toRecordedError(cause, depth + 1, describe) }),
    ...(errors !== undefined && {
      errors: errors.map((each) => toRecordedError(each, MAX_CAUSES, describe)),
    }),
    ...describe(error),
  };
}

/** The same of what a tool threw: callers decide by fields of its own, too, such as `status` or a `code` that is a number. */
export function toThrownError(error: unknown): RecordedError {
  return toRecordedError(error, 0, (each) => {
    const fields = { ...ownFields(each), ...statusOf(each) };
    return Object.keys(fields).length === 0 ? {} : { fields };
  });
}

function ownFields(error: unknown): Record<string, Json> {
  const own = namesOf(error).flatMap((name): [string, Json][] => {
    const value = readSafely(error, name);
    const isKept = KNOWN.has(name) || (name === 'code' && typeof value === 'string');
    return isKept || !isBare(value) ? [] : [[name, value]];
  });
  return Object.fromEntries(own.slice(0, MAX_FIELDS));
}

function namesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  try {
    return Object.keys(error);
  } catch {
    return [];
  }
}

/** Of the answer that HTTP clients hang on their errors. */
function statusOf(error: unknown): { response?: Json } {
  const response = readSafely(error, 'response');
  const said = ['status', 'statusCode', 'statusText'].flatMap((name): [string, Json][] => {
    const value = readSafely(response, name);
    return isBare(value) && value !== null ? [[name, value]] : [];
  });
  return said.length === 0 ? {} : { response: Object.fromEntries(said) };
}

function isBare(value: unknown): value is string | number | boolean | null {
  return typeof value === 'string'
    ? value.length <= MAX_TEXT
    : value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

const MAX_FIELDS = 32;
const MAX_TEXT = 2000;
/** What is on record by itself, or no field of any error. */
const KNOWN: ReadonlySet<string> = new Set([
  'name',
  'message',
  'stack',
  'cause',
  'errors',
  'errno',
  'syscall',
  'address',
  'port',
  'hostname',
  '__proto__',
  'constructor',
  'prototype',
]);

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

function toError({ name, message, cause, errors, fields = {}, ...rest }: RecordedError): Error {
  const options = cause === undefined ? undefined : { cause: fromRecordedError(cause) };
  const Made = CLASSES.find((each) => each.name === name) ?? Error;
  const error =
    errors === undefined
      ? new Made(message, options)
      : new AggregateError(errors.map(fromRecordedError), message, options);
  if (error.name !== name)
    Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  const known = FIELDS.flatMap((field): [string, unknown][] =>
    rest[field] === undefined ? [] : [[field, rest[field]]],
  );
  // A tape may say anything: what every error inherits stays as it is.
  const others = Object.entries(fields).filter(([field]) => !KNOWN.has(field) && !(field in Error.prototype));
  return Object.assign(error, Object.fromEntries([...known, ...others]));
}

/** Which callers tell apart by their class. */
const CLASSES = [TypeError, RangeError, SyntaxError, ReferenceError, URIError, EvalError];

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
