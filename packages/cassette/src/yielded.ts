import { type Json, normalize, type RecordedError, revive } from '@agent-replay/contracts';
import { fromRecordedError, toRecordedError } from './http/recorded-error.ts';

/** What a tool that yields gave, piece by piece, as the result of its call. */
interface Yielded {
  $yielded: {
    kind: 'async' | 'sync' | 'stream';
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

/** A longer one may be without end: of it nothing is kept. */
const MOST_ITEMS = 100_000;

/**
 * A generator or a `ReadableStream` that tells once, when it ends or nobody reads on, what it gave. Undefined for
 * any other value.
 *
 * @param within runs each step as part of the call
 */
export function tellingWhatItYields(
  value: unknown,
  within: <Result>(step: () => Result) => Result,
  tell: (outcome: Outcome) => void,
): Telling | undefined {
  const kind = kindOf(value);
  if (kind === undefined) return undefined;
  const items: Json[] = [];
  let isTold = false;
  const end = (rest: { returned?: Json; threw?: RecordedError }, error?: RecordedError): void => {
    if (isTold) return;
    isTold = true;
    const cut = error === undefined ? {} : { error };
    if (rest.threw !== undefined && items.length === 0) tell({ error: rest.threw });
    else if (items.length > MOST_ITEMS) tell({ response: { result: { $truncated: 'size' } }, ...cut });
    else tell({ response: { result: { $yielded: { kind, items, ...rest } } as unknown as Json }, ...cut });
  };
  const seen: Seen = {
    item: (item) => {
      if (items.length <= MOST_ITEMS) items.push(normalize(item, { revivable: true }));
    },
    returned: (result) => end({ returned: normalize(result, { revivable: true }) }),
    left: () => end({}),
    threw: (error) => end({ threw: toRecordedError(error) }),
  };
  const giveUp = (error: RecordedError): void => end({}, error);
  if (kind === 'stream') return { value: watchStream(value as ReadableStream<unknown>, seen), giveUp };
  return kind === 'async'
    ? { value: watchAsync(value as AsyncGenerator, within, seen), giveUp }
    : { value: watchSync(value as Generator, within, seen), giveUp };
}

/** What yields, and tells. */
interface Telling {
  value: unknown;
  /** Tells what there is so far. */
  giveUp: (error: RecordedError) => void;
}

/**
 * What `tellingWhatItYields` told, given again; undefined for any other result.
 *
 * @param isOpen the next item was still waited for
 */
export function yieldAgain(result: Json, isOpen = false): unknown {
  const { $yielded: told } = { ...(result as unknown as Partial<Yielded>) };
  if (told === undefined || !Array.isArray(told.items)) return undefined;
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
  return told.kind === 'stream' ? ReadableStream.from(asyncSteps()) : asyncSteps();
}

interface Seen {
  item: (item: unknown) => void;
  returned: (result: unknown) => void;
  left: () => void;
  threw: (error: unknown) => void;
}

function kindOf(value: unknown): Yielded['$yielded']['kind'] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof ReadableStream) return value.locked ? undefined : 'stream';
  const { next } = value as { next?: unknown };
  if (typeof next !== 'function') return undefined;
  if (Symbol.asyncIterator in value) return 'async';
  return Symbol.iterator in value ? 'sync' : undefined;
}

function watchAsync(
  given: AsyncGenerator,
  within: <Result>(step: () => Result) => Result,
  seen: Seen,
): AsyncGenerator {
  const step = async (take: () => Promise<IteratorResult<unknown>>): Promise<IteratorResult<unknown>> => {
    try {
      const result = await within(take);
      if (result.done === true) seen.returned(result.value);
      else seen.item(result.value);
      return result;
    } catch (error) {
      seen.threw(error);
      throw error;
    }
  };
  return Object.assign(Object.create(ASYNC) as AsyncGenerator, {
    next: (...args: [] | [unknown]) => step(() => given.next(...args)),
    return: async (value: unknown) => {
      seen.left();
      return given.return?.(value) ?? { done: true, value };
    },
    throw: (error: unknown) => step(() => given.throw(error)),
  });
}

function watchSync(given: Generator, within: <Result>(step: () => Result) => Result, seen: Seen): Generator {
  const step = (take: () => IteratorResult<unknown>): IteratorResult<unknown> => {
    try {
      const result = within(take);
      if (result.done === true) seen.returned(result.value);
      else seen.item(result.value);
      return result;
    } catch (error) {
      seen.threw(error);
      throw error;
    }
  };
  return Object.assign(Object.create(SYNC) as Generator, {
    next: (...args: [] | [unknown]) => step(() => given.next(...args)),
    return: (value: unknown) => {
      seen.left();
      return given.return?.(value) ?? { done: true, value };
    },
    throw: (error: unknown) => step(() => given.throw(error)),
  });
}

/** What every generator inherits: to be iterated, and to be let go by `using`. */
const ASYNC: object = Object.getPrototypeOf(async function* () {}.prototype) as object;
const SYNC: object = Object.getPrototypeOf(function* () {}.prototype) as object;

function watchStream(given: ReadableStream<unknown>, seen: Seen): ReadableStream<unknown> {
  const reader = given.getReader();
  return new ReadableStream<unknown>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            seen.returned(undefined);
            controller.close();
          } else {
            seen.item(value);
            controller.enqueue(value);
          }
        } catch (error) {
          seen.threw(error);
          controller.error(error);
        }
      },
      async cancel(reason) {
        seen.left();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
