import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interaction } from '@agent-replay/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { INTERACTION_CHANNEL, type PublishedInteraction } from './interaction-channel.ts';
import { openCassette } from './open-cassette.ts';
import type { Cassette } from './cassette-options.ts';
import { tool } from './tool.ts';

let folder: string;
let cassette: Cassette | undefined;
let told: Interaction[];
const onEnded = (message: unknown) => told.push((message as PublishedInteraction).interaction);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yielded-'));
  told = [];
  subscribe(INTERACTION_CHANNEL, onEnded);
});
afterEach(async () => {
  unsubscribe(INTERACTION_CHANNEL, onEnded);
  await cassette?.close();
  cassette = undefined;
  await rm(folder, { recursive: true });
});

const give = <Given>(given: Given): Promise<Awaited<Given>> =>
  tool<[], Given>('give', () => given, { effect: 'read' })();

const allOf = async (given: AsyncIterable<unknown>): Promise<unknown[]> => {
  const items: unknown[] = [];
  for await (const item of given) items.push(item);
  return items;
};

async function* letters(): AsyncGenerator<string> {
  yield 'a';
  yield 'b';
}

/** As those of databases: `next` gives the item itself. */
class Cursor {
  readonly #left = ['a', 'b'];
  next(): Promise<string | null> {
    return Promise.resolve(this.#left.shift() ?? null);
  }
  toArray(): string[] {
    return this.#left.splice(0);
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    yield* this.#left;
  }
}

class Pages extends ReadableStream<string> {
  first(): string {
    return 'a';
  }
}

it('gives what has members of its own as it is', async () => {
  const cursor = new Cursor();
  expect(await give(cursor)).toBe(cursor);
  expect(await allOf(cursor)).toEqual(['a', 'b']);
  expect(cursor.toArray()).toEqual(['a', 'b']);
  const pages = new Pages();
  expect((await give(pages)).first()).toBe('a');
  const named = Object.assign(letters(), { count: 2 });
  expect((await give(named)).count).toBe(2);
  const shy = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new TypeError('no');
      },
    },
  );
  expect(await give(shy)).toBe(shy);
  expect(told.map(({ response }) => response?.result)).toEqual([
    { $object: 'Cursor' },
    { $object: 'Pages' },
    { count: 2 },
    { $unreadable: 'TypeError: no' },
  ]);
});

it('records what a tool gives on of another, and leaves a generator one of its function', async () => {
  const outer = tool('outer', () => give(letters()), { effect: 'read' });
  const given = await outer();
  expect(given).toBeInstanceOf(letters);
  expect(await allOf(given)).toEqual(['a', 'b']);
  expect(told.map(({ request, response }) => [request, response?.result])).toMatchObject([
    [{ name: 'give' }, { $yielded: { items: ['a', 'b'] } }],
    [{ name: 'outer' }, { $yielded: { items: ['a', 'b'] } }],
  ]);
});

it('leaves a stream of bytes one, and gives it again as one', async () => {
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> => {
    const reader = stream.getReader({ mode: 'byob' });
    let text = '';
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(2));
      if (done) return text;
      text += Buffer.from(value).toString();
    }
  };
  const body = new Response('cats').body as ReadableStream<Uint8Array<ArrayBuffer>>;
  const fetchBody = (fn: () => typeof body) => tool('body', fn, { effect: 'read' })();
  cassette = await openCassette({ path: folder, mode: 'record' });
  expect(await read(await fetchBody(() => body))).toBe('cats');
  await cassette.close();
  cassette = await openCassette({ path: folder });
  expect(await read(await fetchBody(() => expect.unreachable('the tool ran')))).toBe('cats');
});

it('keeps nothing of what is larger than a result may be', async () => {
  const piece = 'x'.repeat(1_000_000);
  const stream = async function* (): AsyncGenerator<string> {
    for (let count = 0; count < 9; count += 1) yield piece;
    throw new RangeError('no more');
  };
  await expect(allOf(await give(stream()))).rejects.toThrow('no more');
  expect(told.map(({ response }) => response)).toEqual([{ result: { $truncated: 'size' } }]);
});

it('runs every step within the call', async () => {
  const inner = tool('inner', (what: string) => what, { effect: 'read' });
  const source = (): ReadableStream<string> =>
    new ReadableStream<string>(
      {
        pull: async (controller) => controller.enqueue(await inner('pull')),
        cancel: async () => void (await inner('cancel')),
      },
      { highWaterMark: 0 },
    );
  const generator = async function* (): AsyncGenerator<string> {
    try {
      yield await inner('next');
    } finally {
      await inner('return');
    }
  };
  const readOne = async (given: AsyncIterable<string>): Promise<void> => {
    for await (const _ of given) break;
  };
  await readOne(await give(source()));
  await readOne(await give(generator()));
  const calls = told.filter(({ request }) => 'name' in request && request.name === 'give');
  const [first, second] = calls.map(({ id }) => id);
  const made = told
    .filter((call) => !calls.includes(call))
    .map(({ request, within }) => ['arguments' in request && request.arguments, within]);
  expect(made).toEqual([
    ['pull', first],
    ['cancel', first],
    ['next', second],
    ['return', second],
  ]);
});

it.each([
  ['alone', { $yielded: { kind: 'sync', items: [1] } }],
  ['beside another', { $yielded: { kind: 'sync', items: [1] }, more: true }],
])("takes a member of others' data named as its own, %s, for data", async (_, result) => {
  cassette = await openCassette({ path: folder, mode: 'record' });
  expect(await give(result)).toEqual(result);
  await cassette.close();
  cassette = await openCassette({ path: folder });
  expect(await give<unknown>('the tool ran')).toEqual(result);
});
