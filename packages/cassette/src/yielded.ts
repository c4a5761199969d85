import { types } from 'node:util';
import { type Json, normalize, type RecordedError, revive } from '@agent-replay/contracts';
import { fromRecordedError, toThrownError } from './http/recorded-error.ts';

/** What a tool that yields gave, piece by piece, as the result of its call. */
interface Yielded {
  $yielded: {
    kind: 'async' | 'sync' | 'stream' | 'bytes';
    items: Json[];
    /** What came after the last one; absent when whoever read it stopped before. */
    returned?: Json;
    threw?: RecordedError;
  };
}

interface Outcome {
  response?: { result: Json };
  error?: RecordedError;
}

/** More may be without end: of it nothing is kept. */
const MOST_BYTES = 8_000_000;

/**
 * A generator or a `ReadableStream` that tells once, when it ends or nobody reads on, what it gave. Undefined for
 * any other value: whatever has members of its own (a cursor, a pager, a class of streams) is not replaced.
 *
 * @param within runs each step as part of the call
 */
export function tellingWhatItYields(
  value: unknown,
  within: Within,
  tell: (outcome: Outcome) => void,
): Telling | undefined {
  const kind = kindOf(value);
  if (kind === undefined) return undefined;
  let items: Json[] = [];
  let bytes = 0;
  let isTold = false;
  const given = (rest: { returned?: Json; threw?: RecordedError }): { response: { result: Json } } => {
    if (bytes > MOST_BYTES) return { response: { result: { $truncated: 'size' } } };
    return { response: { result: { $yielded: { kind, items: [...items], ...rest } } as unknown as Json } };
  };
  const end = (rest: { returned?: Json; threw?: RecordedError }): void => {
    if (isTold) return;
    isTold = true;
    if (rest.threw !== undefined && items.length === 0 && bytes <= MOST_BYTES) tell({ error: rest.threw });
    else tell(given(rest));
  };
  const seen: Seen = {
    item: (item) => {
      if (isTold || bytes > MOST_BYTES) return;
      const json = normalize(item, { revivable: true });
      bytes += bytesOf(json);
      if (bytes > MOST_BYTES) items = [];
      else items.push(json);
    },
    returned: (result) => end({ returned: normalize(result, { revivable: true }) }),
    left: () => end({}),
    threw: (error) => end({ threw: toThrownError(error) }),
  };
  return { value: watch(kind, value, within, seen), soFar: () => given({}) };
}

/** What yields, and tells. */
interface Telling {
  value: unknown;
  /** What there is so far. */
  soFar: () => { response: { result: Json } };
}

/**
 * What `tellingWhatItYields` told, given again; undefined for any other result.
 *
 * @param isOpen the next item was still waited for
 */
export function yieldAgain(result: Json, isOpen = false): unknown {
  const told = toldIn(result);
  if (told === undefined) return undefined;
  const steps = function* (): Generator<unknown, unknown> {
    for (const item of told.items) yield revive(item);
    if (told.threw !== undefined) throw fromRecordedError(told.threw);
    return told.returned === undefined ? undefined : revive(told.returned);
  };
  if (told.kind === 'sync') return steps();
  const asyncSteps = async function* (): AsyncGenerator<unknown, unknown> {
    const returned = yield* steps();
    return isOpen ? new Promise<never>(() => undefined) : returned;
  };
  const given = asyncSteps();
  if (told.kind === 'async') return given;
  return streamOf(told.kind, { next: () => given.next(), cancel: () => Promise.resolve() });
}

/** Others' data may have a member of that name: `normalize` marks what is like a tag, and a tag stands alone. */
function toldIn(result: Json): Yielded['$yielded'] | undefined {
  if (typeof result !== 'object' || result === null || Object.keys(result).length !== 1) return undefined;
  const { $yielded: told } = result as unknown as Partial<Yielded>;
  return KINDS.has(told?.kind) && Array.isArray(told?.items) ? told : undefined;
}

type Kind = Yielded['$yielded']['kind'];

const KINDS: ReadonlySet<unknown> = new Set<Kind>(['async', 'sync', 'stream', 'bytes']);

type Within = <Result>(step: () => Result) => Result;

interface Seen {
  item: (item: unknown) => void;
  returned: (result: unknown) => void;
  left: () => void;
  threw: (error: unknown) => void;
}

/** Generators that are watched already: a tool may give on what another yields. */
const watched = new WeakSet();

function kindOf(value: unknown): Kind | undefined {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return undefined;
  if (watched.has(value)) return Symbol.asyncIterator in value ? 'async' : 'sync';
  // What is put in its place would have none of them. Node's own streams have their constructor.
  if (Object.keys(value).some((key) => key !== 'constructor')) return undefined;
  if (types.isGeneratorObject(value)) return Symbol.asyncIterator in value ? 'async' : 'sync';
  if (Object.getPrototypeOf(value) !== ReadableStream.prototype) return undefined;
  const stream = value as ReadableStream<unknown>;
  if (stream.locked) return undefined;
  return isOfBytes(stream) ? 'bytes' : 'stream';
}

/** Only a stream of bytes has such readers; it says so in no other way. */
function isOfBytes(stream: ReadableStream<unknown>): boolean {
  try {
    (stream as ReadableStream<Uint8Array>).getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}

function watch(kind: Kind, value: unknown, within: Within, seen: Seen): unknown {
  switch (kind) {
    case 'async':
      return watchAsync(value as AsyncGenerator, within, seen);
    case 'sync':
      return watchSync(value as Generator, within, seen);
    default:
      return watchStream(kind, value as ReadableStream<unknown>, within, seen);
  }
}

function watchAsync(given: AsyncGenerator, within: Within, seen: Seen): AsyncGenerator {
  const step = async (
    take: () => Promise<IteratorResult<unknown>>,
    ended = seen.returned,
  ): Promise<IteratorResult<unknown>> => {
    try {
      const result = await within(take);
      if (result.done === true) ended(result.value);
      else seen.item(result.value);
      return result;
    } catch (error) {
      seen.threw(error);
      throw error;
    }
  };
  return inPlaceOf(given, {
    next: (...args: [] | [unknown]) => step(() => given.next(...args)),
    return: (value: unknown) => step(() => given.return(value), seen.left),
    throw: (error: unknown) => step(() => given.throw(error)),
  });
}

function watchSync(given: Generator, within: Within, seen: Seen): Generator {
  const step = (take: () => IteratorResult<unknown>, ended = seen.returned): IteratorResult<unknown> => {
    try {
      const result = within(take);
      if (result.done === true) ended(result.value);
      else seen.item(result.value);
      return result;
    } catch (error) {
      seen.threw(error);
      throw error;
    }
  };
  return inPlaceOf(given, {
    next: (...args: [] | [unknown]) => step(() => given.next(...args)),
    return: (value: unknown) => step(() => given.return(value), seen.left),
    throw: (error: unknown) => step(() => given.throw(error)),
  });
}

/** With what the generator inherits: to be iterated, to be let go by `using`, to be told by its function. */
function inPlaceOf<Given extends object>(given: Given, steps: object): Given {
  const own = Object.getOwnPropertyDescriptors(steps);
  for (const descriptor of Object.values(own)) descriptor.enumerable = false;
  const generator = Object.create(Object.getPrototypeOf(given) as object, own) as Given;
  watched.add(generator);
  return generator;
}

function watchStream(
  kind: 'stream' | 'bytes',
  given: ReadableStream<unknown>,
  within: Within,
  seen: Seen,
): ReadableStream<unknown> {
  const reader = given.getReader();
  return streamOf(kind, {
    async next() {
      try {
        const { done, value } = await within(() => reader.read());
        if (done) seen.returned(undefined);
        else seen.item(value);
        return { done, value };
      } catch (error) {
        seen.threw(error);
        throw error;
      }
    },
    cancel(reason) {
      seen.left();
      return within(() => reader.cancel(reason));
    },
  });
}

interface Source {
  next: () => Promise<{ done?: boolean; value?: unknown }>;
  cancel: (reason: unknown) => Promise<unknown>;
}

/** A stream that takes nothing before it is read. */
function streamOf(kind: 'stream' | 'bytes', { next, cancel }: Source): ReadableStream<unknown> {
  const take = async (
    controller: ReadableStreamDefaultController | ReadableByteStreamController,
  ): Promise<void> => {
    const { done, value } = await next();
    if (done !== true) return controller.enqueue(value as never);
    controller.close();
    // Who waits with a buffer of their own is told of the end by this alone.
    if ('byobRequest' in controller) controller.byobRequest?.respond(0);
  };
  const left = async (reason: unknown): Promise<void> => void (await cancel(reason));
  return kind === 'bytes'
    ? new ReadableStream({ type: 'bytes', pull: take, cancel: left })
    : new ReadableStream({ pull: take, cancel: left }, { highWaterMark: 0 });
}

/** About what it takes as text; a text of it all may be longer than a text can be. */
function bytesOf(json: Json): number {
  if (typeof json === 'string') return Buffer.byteLength(json) + 2;
  if (typeof json !== 'object' || json === null) return 8;
  let bytes = 2;
  for (const [key, item] of Object.entries(json))
    bytes += (Array.isArray(json) ? 1 : Buffer.byteLength(key) + 4) + bytesOf(item);
  return bytes;
}
