import { execFile, execFileSync } from 'node:child_process';
import * as crypto from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { keepMachine, timeProperties } from '@agent-replay/contracts/machine';
import { expect, onTestFinished, test } from 'vitest';
import { type Determinism, keepPatched, takeOver } from './determinism.ts';
import { native } from './native.ts';

const START = '2026-01-02T03:04:05.678Z';

function begin(
  mode: 'frozen' | 'advancing' | 'fast',
  limit = 600,
  onLimit: () => void = () => undefined,
): Determinism {
  const determinism = takeOver();
  onTestFinished(() => determinism.end());
  determinism.begin({ clock: { mode, start: START }, seed: 42, timeout_seconds: limit }, onLimit);
  return determinism;
}

const sample = (): unknown => [
  Math.random(),
  globalThis.crypto.randomUUID(),
  crypto.randomUUID(),
  crypto.randomBytes(5).toString('hex'),
  crypto.randomInt(1000),
  // Only newer releases of Node have it.
  (Reflect.get(crypto, 'randomUUIDv7') as (() => string) | undefined)?.(),
  [...globalThis.crypto.getRandomValues(new Uint16Array(3))],
];

test('frozen time stands still, by every way of asking', () => {
  begin('frozen');
  const sinceSecond = Date.parse(START) % 1000;
  expect([Date.now(), new Date().toISOString(), performance.now(), process.hrtime()]).toEqual([
    Date.parse(START),
    START,
    sinceSecond,
    [0, sinceSecond * 1e6],
  ]);
  expect(performance.timeOrigin + performance.now()).toBe(Date.now());
  expect(process.uptime()).toBe(sinceSecond / 1000);
  const versionSeven = (Reflect.get(crypto, 'randomUUIDv7') as (() => string) | undefined)?.();
  const milliseconds = Date.parse(START).toString(16).padStart(12, '0');
  if (versionSeven !== undefined)
    expect(versionSeven).toMatch(
      new RegExp(
        `^${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7[\\da-f]{3}-[89ab][\\da-f]{3}-[\\da-f]{12}$`,
      ),
    );
  expect(new Date()).toBeInstanceOf(Date);
  expect(new Date(0).getTime()).toBe(0);
  expect(new Date().constructor).toBe(Date);
});

test('what formats the time that it asks the engine for formats that of the fixture, and the machine’s afterwards', async () => {
  const options = { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' } as const;
  const formatter = new Intl.DateTimeFormat('en', options);
  const taken = Reflect.get(formatter, 'format') as () => string;
  const said = (): string[] => {
    const parts = formatter.formatToParts().map(({ value }) => value);
    const format = Reflect.get(formatter, 'format') as () => string;
    return [
      formatter.format(),
      formatter.format(undefined),
      format(),
      parts.join('').replaceAll('\u202F', ' '),
    ];
  };
  const time = formatter.format(new Date(START));
  expect([...said(), taken()]).not.toContain(time);
  const determinism = takeOver();
  const clock = { mode: 'frozen', start: START } as const;
  determinism.begin({ clock, seed: 1, timeout_seconds: 1 }, () => undefined);
  const found = said();
  const named = formatter.format(0);
  const isSame = formatter.format === formatter.format;
  await determinism.end();
  expect(found).toEqual([time, time, time, time]);
  expect([named, isSame]).toEqual(['January 1, 1970 at 12:00:00 AM UTC', true]);
  expect([...said(), taken()]).not.toContain(time);
});

test('Temporal.Now, where there is one, is the time of the fixture', () => {
  const program = `
    import { takeOver } from ${JSON.stringify(new URL('determinism.ts', import.meta.url).href)};
    const determinism = takeOver();
    const clock = { mode: 'frozen', start: ${JSON.stringify(START)}, time_zone: 'Asia/Tokyo' };
    determinism.begin({ clock, seed: 1, timeout_seconds: 1 }, () => undefined);
    const { Now } = Temporal;
    const found = [Now.instant(), Now.zonedDateTimeISO('UTC'), Now.plainDateTimeISO(), Now.plainDateISO('UTC'), Now.plainTimeISO()];
    console.log(JSON.stringify(found.map(String)));
    await determinism.end();
    console.log(Math.abs(Now.instant().epochMilliseconds - Date.now()) < 60_000);`;
  const flags = ['--harmony-temporal', '--conditions=@agent-replay/source', '--input-type=module'];
  const printed = execFileSync(process.execPath, [...flags, '-e', program], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const utc = START.replace('Z', '');
  const tokyo = new Date(Date.parse(START) + 9 * 3_600_000).toISOString().replace('Z', '');
  expect(
    printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([[START, `${utc}+00:00[UTC]`, tokyo, utc.slice(0, 10), tokyo.slice(11)], true]);
});

test('a fixture is in its own time zone, and the machine in its own afterwards', async () => {
  const local = (): unknown[] => {
    const date = new Date('2026-01-02T20:00:00Z');
    return [
      date.getHours(),
      date.toString(),
      date.toLocaleString('en'),
      Intl.DateTimeFormat().resolvedOptions().timeZone,
    ];
  };
  const before = local();
  for (const [zone, hours] of [
    ['Asia/Tokyo', 5],
    ['America/St_Johns', 16],
  ] as const) {
    const determinism = takeOver();
    const clock = { mode: 'frozen' as const, start: START, time_zone: zone };
    determinism.begin({ clock, seed: 1, timeout_seconds: 1 }, () => undefined);
    const [found, text, , name] = local();
    await determinism.end();
    expect([found, name]).toEqual([hours, zone]);
    expect(text).not.toBe(before[1]);
    expect(local()).toEqual(before);
  }
  const determinism = takeOver();
  const clock = { mode: 'frozen' as const, start: START, time_zone: 'Mars/Olympus' };
  expect(() => determinism.begin({ clock, seed: 1, timeout_seconds: 1 }, () => undefined)).toThrow(
    RangeError,
  );
  await determinism.end();
});

test('a locale that there is not is refused before the agent runs', async () => {
  const determinism = takeOver();
  const clock = { mode: 'frozen' as const, start: START, locale: 'en-a' };
  expect(() => determinism.begin({ clock, seed: 1, timeout_seconds: 1 }, () => undefined)).toThrow(
    RangeError,
  );
  await determinism.end();
});

test('a fixture is in its own locale where code names none, and the machine in its own afterwards', async () => {
  const { Collator, ListFormat, NumberFormat } = Intl;
  const local = (): unknown[] => [
    (1234.5).toLocaleString(),
    1234n.toLocaleString(),
    [1234.5].toLocaleString(),
    new Date(0).toLocaleDateString(undefined, { timeZone: 'UTC' }),
    new Date(0).toLocaleDateString([], { timeZone: 'UTC' }),
    'I'.toLocaleLowerCase(),
    'z'.localeCompare('ä'),
    new Intl.NumberFormat().format(1234.5),
    Intl.DateTimeFormat().resolvedOptions().locale,
    new (class extends Intl.ListFormat {})().format(['a', 'b']),
    navigator.language,
    [...navigator.languages],
  ];
  const before = local();
  const german = [
    '1.234,5',
    '1.234',
    '1.234,5',
    '1.1.1970',
    '1.1.1970',
    'i',
    1,
    '1.234,5',
    'de-DE',
    'a und b',
    'de-DE',
    ['de-DE'],
  ];
  const turkish = [
    '1.234,5',
    '1.234',
    '1.234,5',
    '01.01.1970',
    '01.01.1970',
    'ı',
    1,
    '1.234,5',
    'tr-TR',
    'a ve b',
    'tr-TR',
    ['tr-TR'],
  ];
  for (const [locale, expected] of [
    ['de-DE', german],
    ['tr-TR', turkish],
  ] as const) {
    const determinism = takeOver();
    const clock = { mode: 'frozen' as const, start: START, locale };
    determinism.begin({ clock, seed: 1, timeout_seconds: 1 }, () => undefined);
    const found = local();
    const named = (1234.5).toLocaleString('en-US');
    const instance = new Intl.NumberFormat();
    await determinism.end();
    expect(found).toEqual(expected);
    expect(named).toBe('1,234.5');
    expect(instance).toBeInstanceOf(NumberFormat);
    expect(local()).toEqual(before);
  }
  expect([Intl.Collator, Intl.ListFormat, Intl.NumberFormat]).toEqual([Collator, ListFormat, NumberFormat]);
});

test('modules are loaded in the time and chance of the fixture', async () => {
  const load = (seed: number): Promise<unknown> => {
    const determinism = takeOver();
    onTestFinished(() => determinism.end());
    const clock = { mode: 'fast' as const, start: START, time_zone: 'Asia/Tokyo', locale: 'de-DE' };
    return determinism.load({ clock, seed }, () =>
      Promise.resolve([Date.now(), new Date().getHours(), (1.5).toLocaleString(), Math.random()]),
    );
  };
  const [first, again, other] = [await load(1), await load(1), await load(2)];
  expect(first).toEqual([Date.parse(START), 12, '1,5', expect.any(Number)]);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  expect(Math.abs(Date.now() - Date.parse(START))).toBeGreaterThan(86_400_000);
});

test('the same seed gives the same chance, and the machine’s comes back', async () => {
  const first = takeOver();
  first.begin({ clock: { mode: 'frozen', start: START }, seed: 1, timeout_seconds: 1 }, () => undefined);
  const [a, outside] = [sample(), native(sample)];
  await first.end();
  const second = takeOver();
  second.begin({ clock: { mode: 'frozen', start: START }, seed: 1, timeout_seconds: 1 }, () => undefined);
  const [b, again] = [sample(), native(sample)];
  await second.end();
  expect(b).toEqual(a);
  expect(again).not.toEqual(outside);
  expect(sample()).not.toEqual(a);
  expect(Date.now()).toBeGreaterThan(Date.parse(START));
});

test.each([
  ['bytes in a pool', () => crypto.randomFillSync(Buffer.alloc(8192))],
  ['values', () => globalThis.crypto.getRandomValues(new Uint8Array(256))],
  ['bytes', () => crypto.randomBytes(16)],
  ['a number', () => Math.random()],
])('how often a library draws %s moves none of what is drawn in another way', async (_, drawMore) => {
  const draws: [string, () => unknown][] = [
    ['uuid', () => globalThis.crypto.randomUUID()],
    ['number', () => [Math.random(), crypto.randomInt(1000)]],
    ['bytes', () => crypto.randomBytes(5).toString('hex')],
    ['fill', () => crypto.randomFillSync(Buffer.alloc(5)).toString('hex')],
    ['values', () => [...globalThis.crypto.getRandomValues(new Uint8Array(5))]],
  ];
  const drawn = async (before: () => unknown): Promise<unknown[]> => {
    const determinism = begin('frozen');
    before();
    const found = draws.map(([, draw]) => draw());
    await determinism.end();
    return found;
  };
  const [found, after] = [await drawn(() => undefined), await drawn(drawMore)];
  const moved = draws.filter((__, at) => JSON.stringify(found[at]) !== JSON.stringify(after[at]));
  expect(moved).toHaveLength(1);
});

test('a ladder of waits passes at once, in order, by timers, promises and signals', async () => {
  const determinism = begin('fast');
  const seen: string[] = [];
  for (const ms of [60_000, 120_000]) await wait(ms);
  await promisify(setTimeout)(30_000);
  const interval = setInterval(() => seen.push(`tick ${Date.now() - Date.parse(START)}`), 1000);
  const signal = AbortSignal.timeout(2500);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  clearInterval(interval);
  expect(seen).toEqual(['tick 211000', 'tick 212000']);
  expect((signal.reason as Error).name).toBe('TimeoutError');
  expect(determinism.waits().slice(0, 3)).toEqual([60_000, 120_000, 30_000]);
});

test('time does not jump over work that is under way', async () => {
  begin('fast');
  const timeout = new Promise((resolve) => setTimeout(resolve, 50, 'timeout'));
  const work = promisify(execFile)(process.execPath, ['-e', 'setTimeout(() => {}, 200)']).then(() => 'work');
  expect(await Promise.race([work, timeout])).toBe('work');
});

test('waits that add up to the limit end the run', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  begin('fast', 100, () => resolve(`ended at ${Date.now() - Date.parse(START)}`));
  void (async () => {
    for (let round = 0; round < 20; round += 1) await wait(30_000);
  })();
  expect(await promise).toBe('ended at 100000');
});

/** A realm with objects of this process's, as Jest's sandboxes have. */
function sandbox(): typeof globalThis {
  const { performance, process, AbortSignal, AbortController, queueMicrotask } = globalThis;
  const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate } = globalThis;
  const timers = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate };
  const others = { performance, process, AbortSignal, AbortController, queueMicrotask };
  return runInContext(
    'globalThis',
    createContext({ ...timers, ...others, crypto: globalThis.crypto }),
  ) as typeof globalThis;
}

test('what a sandbox has, and what it shares with the process, is replaced once for all its fixtures', async () => {
  const realm = sandbox();
  keepMachine(realm);
  const before = [timeProperties(realm), timeProperties(globalThis)];
  const leave = keepPatched(realm);
  const standing = [timeProperties(realm), timeProperties(globalThis)];
  for (const mode of ['frozen', 'fast'] as const) {
    const determinism = takeOver(realm);
    expect([timeProperties(realm), timeProperties(globalThis)]).toEqual(standing);
    determinism.begin({ clock: { mode, start: START }, seed: 42, timeout_seconds: 1 }, () => undefined);
    const told = [realm.Date, Date].map((each) => each.now());
    await determinism.end();
    expect(told).toEqual([Date.parse(START), Date.parse(START)]);
  }
  expect([timeProperties(realm), timeProperties(globalThis)]).toEqual(standing);
  leave();
  expect([timeProperties(realm), timeProperties(globalThis)]).toEqual(before);
});

test('chance is the fixture’s again where a setup file has put its own mocks back in between', async () => {
  const leave = keepPatched();
  const draw = async () => {
    const drawn = begin('frozen');
    const seen = [Math.random(), globalThis.crypto.randomUUID()];
    await drawn.end();
    return seen;
  };
  const first = await draw();
  const own = () => 0.5;
  Math.random = own;
  expect(await draw()).toEqual(first);
  expect(Math.random).toBe(own);
  leave();
});

const MOCKS = [
  ['a subclass', 'Intl.DateTimeFormat = class extends Intl.DateTimeFormat {};'],
  [
    'a function around it',
    '{ const Real = Intl.DateTimeFormat; Intl.DateTimeFormat = function (...args) { return new Real(...args); }; }',
  ],
  [
    'an arrow function with what is supported',
    `{ const { supportedLocalesOf } = Intl.DateTimeFormat;
       Intl.DateTimeFormat = Object.assign(() => ({ format: () => 'mocked' }), { supportedLocalesOf }); }`,
  ],
] as const;

test.each(MOCKS)('dates are formatted at the time of the fixture beside a mock: %s', async (_, mock) => {
  const realm = sandbox();
  keepMachine(realm);
  const formatter = new realm.Intl.DateTimeFormat('en', { timeZone: 'UTC', dateStyle: 'full' });
  const time = formatter.format(new Date(START));
  (realm as unknown as { eval: (code: string) => void }).eval(mock);
  const determinism = takeOver(realm);
  determinism.begin(
    { clock: { mode: 'frozen', start: START }, seed: 1, timeout_seconds: 1 },
    () => undefined,
  );
  const told = formatter.format();
  await determinism.end();
  expect(told).toBe(time);
});

test.each(MOCKS)(
  'a realm whose dates are mocked before anything is kept is taken over: %s',
  async (_, mock) => {
    const realm = sandbox();
    (realm as unknown as { eval: (code: string) => void }).eval(mock);
    const determinism = takeOver(realm);
    determinism.begin(
      { clock: { mode: 'frozen', start: START }, seed: 1, timeout_seconds: 1 },
      () => undefined,
    );
    const told = realm.Date.now();
    await determinism.end();
    expect(told).toBe(Date.parse(START));
  },
);

/** A module of so many functions: it takes the engine longer to compile than a jump waits for what cannot be seen. */
function largeModule(functions: number): Uint8Array {
  const leb = (number: number): number[] =>
    number < 128 ? [number] : [(number & 127) | 128, ...leb(number >>> 7)];
  const section = (id: number, content: Buffer): Buffer =>
    Buffer.concat([Buffer.from([id, ...leb(content.length)]), content]);
  const list = (item: number[]): Buffer =>
    Buffer.concat([Buffer.from(leb(functions)), Buffer.alloc(functions * item.length, Buffer.from(item))]);
  const steps = Array.from({ length: 60 }, () => [0x41, 1, 0x6a]).flat();
  const body = [0, 0x41, 0, ...steps, 0x0b];
  return Buffer.concat([
    Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
    section(1, Buffer.from([1, 0x60, 0, 1, 0x7f])),
    section(3, list([0])),
    section(10, list([...leb(body.length), ...body])),
  ]);
}

test('fast time waits for modules of WebAssembly that the engine compiles', async () => {
  const bytes = largeModule(100_000);
  begin('fast');
  const late = new Promise((resolve) => void setTimeout(resolve, 900, 'late'));
  const { compile } = Reflect.get(globalThis, 'WebAssembly') as {
    compile: (bytes: Uint8Array) => Promise<unknown>;
  };
  const compiled = compile(bytes).then(() => 'compiled');
  expect(await Promise.race([late, compiled])).toBe('compiled');
  expect(await late).toBe('late');
});

test('fast time comes to a module of WebAssembly that arrives late', async () => {
  begin('fast');
  const body = new ReadableStream({
    async pull(controller) {
      await wait(5000);
      controller.enqueue(largeModule(1));
      controller.close();
    },
  });
  const { compileStreaming } = Reflect.get(globalThis, 'WebAssembly') as {
    compileStreaming: (response: Response) => Promise<unknown>;
  };
  const response = new Response(body, { headers: { 'content-type': 'application/wasm' } });
  expect(await compileStreaming(response)).toBeDefined();
  expect(Date.now() - Date.parse(START)).toBeGreaterThanOrEqual(5000);
});

test('an engine without WebAssembly has a clock, too', () => {
  const { WebAssembly: held } = globalThis as { WebAssembly?: unknown };
  onTestFinished(() => void Object.assign(globalThis, { WebAssembly: held }));
  Reflect.set(globalThis, 'WebAssembly', undefined);
  begin('frozen');
  expect(Date.now()).toBe(Date.parse(START));
});
