import { AsyncLocalStorage, AsyncResource, createHook } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PerformanceObserver } from 'node:perf_hooks';
import { promiseHooks, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCassette } from './open-cassette.ts';
import type { Cassette } from './cassette-options.ts';
import { keepEventsOf } from './session.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

let server: Server;
let origin: string;
let hits: number;
beforeEach(async () => {
  hits = 0;
  server = createServer((_, response) => {
    hits += 1;
    response.end('live');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

type Call = () => void;

class Awaited extends Promise<void> {}

/** What listens, how it is woken, and what takes it away. */
const listens: Record<string, (call: Call) => { wake: () => void; stop: () => void }> = {
  'process.on': (call) => {
    process.on('agent-replay-test' as 'exit', call);
    return { wake, stop: () => process.off('agent-replay-test', call) };
  },
  'process.once': (call) => {
    process.once('agent-replay-test' as 'exit', call);
    return { wake, stop: () => process.off('agent-replay-test', call) };
  },
  'process.prependOnceListener': (call) => {
    process.prependOnceListener('agent-replay-test' as 'exit', call);
    return { wake, stop: () => process.off('agent-replay-test', call) };
  },
  'a copy of process': (call) => {
    const copy = new EventEmitter() as NodeJS.Process;
    keepEventsOf(copy);
    copy.on('agent-replay-test' as 'exit', call);
    return {
      wake: () => copy.emit('agent-replay-test' as 'exit', 0),
      stop: () => copy.off('agent-replay-test', call),
    };
  },
  'a channel of diagnostics': (call) => {
    channel('agent-replay-test').subscribe(call);
    return {
      wake: () => channel('agent-replay-test').publish({}),
      stop: () => channel('agent-replay-test').unsubscribe(call),
    };
  },
  'an observer of performance': (call) => {
    const observer = new PerformanceObserver(call);
    observer.observe({ entryTypes: ['mark'] });
    return { wake: () => performance.mark('agent-replay-test'), stop: () => observer.disconnect() };
  },
  'what a channel puts into a store': (call) => {
    const store = new AsyncLocalStorage<unknown>();
    const own = channel('agent-replay-test');
    own.bindStore(store, (message) => (call(), message));
    return { wake: () => own.runStores({}, () => {}), stop: () => own.unbindStore(store) };
  },
  'a hook of asynchronous resources': (call) => {
    const hook = createHook({ init: (_id, type) => type === 'agent-replay-test' && call() }).enable();
    return { wake: () => void new AsyncResource('agent-replay-test'), stop: () => hook.disable() };
  },
  'a hook of promises': (call) => {
    const stop = promiseHooks.createHook({
      init(promise) {
        if (promise instanceof Awaited) call();
      },
    });
    return { wake: () => void new Awaited(() => {}), stop: () => void stop() };
  },
  'a hook of promises that begin': (call) => {
    const stop = promiseHooks.onInit((promise) => promise instanceof Awaited && call());
    return { wake: () => void new Awaited(() => {}), stop: () => void stop() };
  },
  'what waits for garbage': (call) => {
    const registry = new FinalizationRegistry(call);
    (() => registry.register({}, null))();
    return { wake: () => collect(), stop: () => void registry };
  },
};

function wake(): void {
  process.emit('agent-replay-test' as 'exit', 0);
}

/** Listens within a piece of work, and calls out once; `called` ends with what the call ended with. */
function listen(name: string, within: <T>(fn: () => T) => T) {
  const called = Promise.withResolvers<unknown>();
  const call = (): void =>
    called.resolve(
      fetch(`${origin}/a`).then(
        () => 'answered',
        (error: { cause?: { code?: unknown } }) => error.cause?.code,
      ),
    );
  const listener = within(() => (listens[name] ?? expect.unreachable)(call));
  return { ...listener, called: called.promise };
}

describe.each(Object.keys(listens))('%s', (name) => {
  it('of a run is of its tape when the tape is closed', async () => {
    const tape: Cassette = await openCassette({ path: 'x', interactions: [] });
    const { wake: begin, stop, called } = listen(name, tape.run);
    await tape.close();
    begin();
    expect(await called).toBe('ERR_REPLAY_BLOCKED');
    stop();
    expect(hits).toBe(0);
    expect(tape.ledger().blocked).toMatchObject([{ code: 'CASSETTE_CLOSED' }]);
  });

  it('of other code reaches what it reached before', async () => {
    const { wake: begin, stop, called } = listen(name, (fn) => fn());
    begin();
    expect(await called).toBe('answered');
    stop();
    expect(hits).toBe(1);
  });
});

it('finds a copy that was made of a process whose listeners are kept', async () => {
  const tape = await openCassette({ path: 'x', interactions: [] });
  const methods = Object.fromEntries(['on', 'off'].map((name) => [name, Reflect.get(process, name)]));
  const copy = Object.assign(new EventEmitter(), methods) as NodeJS.Process;
  keepEventsOf(copy);
  const call = (): void => {};
  tape.run(() => copy.on('agent-replay-test' as 'exit', call));
  copy.off('agent-replay-test', call);
  await tape.close();
  expect(copy.listenerCount('agent-replay-test')).toBe(0);
});

it.each(['process.on', 'process.once', 'process.prependOnceListener', 'a channel of diagnostics'])(
  'lets what listens be taken away again: %s',
  async (name) => {
    const tape = await openCassette({ path: 'x', interactions: [] });
    let count = 0;
    const { wake: begin, stop } = tape.run(() => (listens[name] ?? expect.unreachable)(() => (count += 1)));
    stop();
    begin();
    await tape.close();
    expect(count).toBe(0);
    expect(process.listenerCount('agent-replay-test')).toBe(0);
  },
);

it('calls once what is to be called once, and shows listeners as they were given', async () => {
  const tape = await openCassette({ path: 'x', interactions: [] });
  const given: unknown[] = [];
  const call = (...args: unknown[]): void => void given.push(...args);
  tape.run(() => process.once('agent-replay-test' as 'exit', call));
  expect(process.listeners('agent-replay-test' as 'exit')).toEqual([call]);
  wake();
  wake();
  await tape.close();
  expect(given).toEqual([0]);
});

it('calls once, too, what an event within the event calls', async () => {
  const tape = await openCassette({ path: 'x', interactions: [] });
  let count = 0;
  tape.run(() => {
    process.once('agent-replay-test' as 'exit', wake);
    process.once('agent-replay-test' as 'exit', () => (count += 1));
  });
  wake();
  await tape.close();
  expect(count).toBe(1);
});

it('takes what listens away from each channel, as often as it listens', async () => {
  const tape = await openCassette({ path: 'x', interactions: [] });
  const [one, two] = [channel('agent-replay-one'), channel('agent-replay-two')];
  let count = 0;
  const call = (): void => void (count += 1);
  one.subscribe(call);
  tape.run(() => [one, one, two].forEach((each) => each.subscribe(call)));
  expect([one, one, one, one, two, two].map((each) => each.unsubscribe(call))).toEqual([
    true,
    true,
    true,
    false,
    true,
    false,
  ]);
  await tape.close();
  for (const each of [one, two]) each.publish({});
  expect({ count, heard: [one, two].map((each) => each.hasSubscribers) }).toEqual({
    count: 0,
    heard: [false, false],
  });
});
