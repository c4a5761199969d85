import * as crypto from 'node:crypto';
import { uptime } from 'node:os';
import { performance as hooks, PerformanceObserver } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { takeOver } from './determinism.ts';
import { native } from './native.ts';

const START = '2026-01-02T03:04:05.678Z';
const SINCE_SECOND = 678;

/** What is said in a replay of the seed. */
async function inReplay<T>(say: () => T | Promise<T>, seed = 42): Promise<T> {
  const determinism = takeOver();
  try {
    determinism.begin({ clock: { mode: 'frozen', start: START }, seed, timeout_seconds: 1 }, () => undefined);
    return await say();
  } finally {
    await determinism.end();
  }
}

const observed = async (): Promise<number | undefined> => {
  const entries: PerformanceEntry[] = [];
  const seen = Promise.withResolvers<void>();
  const observer = new PerformanceObserver((list) => {
    entries.push(...list.getEntries());
    seen.resolve();
  });
  onTestFinished(() => observer.disconnect());
  observer.observe({ entryTypes: ['mark'] });
  performance.mark('observed');
  await seen.promise;
  return entries.find(({ name }) => name === 'observed')?.startTime;
};

test.each<[string, number, () => unknown]>([
  [
    'the clock that performance inherits',
    SINCE_SECOND,
    () =>
      Reflect.apply(
        Reflect.get(Object.getPrototypeOf(performance) as object, 'now') as () => number,
        performance,
        [],
      ),
  ],
  ['a mark', SINCE_SECOND, () => performance.mark('a', { detail: 1 }).startTime],
  ['a mark that is made as such', SINCE_SECOND, () => new PerformanceMark('a').startTime],
  ['a mark of node:perf_hooks', SINCE_SECOND, () => hooks.mark('a').startTime],
  ['a mark that somebody observes', SINCE_SECOND, observed],
  ['a measure from the start', SINCE_SECOND, () => performance.measure('a').duration],
  ['a measure from a mark', 0, () => (performance.mark('b'), performance.measure('a', 'b').duration)],
  ['a measure by options', 178, () => performance.measure('a', { start: 500 }).duration],
  ['an event', SINCE_SECOND, () => new Event('a').timeStamp],
  ['an event of one’s own class', SINCE_SECOND, () => new (class extends Event {})('a').timeStamp],
  ['a file in memory', Date.parse(START), () => new File(['a'], 'b').lastModified],
  ['the machine', SINCE_SECOND / 1000, () => uptime()],
])('%s has the time of the fixture, and that of the machine afterwards', async (_, time, say) => {
  expect(await inReplay(say)).toBe(time);
  expect(await inReplay(() => native(say))).not.toBe(time);
  expect(await say()).not.toBe(time);
});

test('what code says itself of a mark, a measure or a file stays', async () => {
  const said = () => [
    performance.mark('c', { startTime: 5 }).startTime,
    performance.measure('d', { start: 5, duration: 6 }).duration,
    performance.measure('d', 'c', 'c').duration,
    performance.measure('d', { end: 7, duration: 2 }).startTime,
    new File(['a'], 'b', { lastModified: 8 }).lastModified,
    new File(['a'], 'b') instanceof File,
    new File(['a'], 'b').constructor === File,
    new PerformanceMark('c') instanceof PerformanceMark,
  ];
  expect(await inReplay(said)).toEqual([5, 6, 0, 5, 8, true, true, true]);
});

const hex = (bytes: ArrayBuffer | Uint8Array): string => Buffer.from(bytes as Uint8Array).toString('hex');
const { subtle } = crypto.webcrypto;
const old = (name: string) => Reflect.get(crypto, name) as (size: number) => Buffer;
const inherited = Object.getPrototypeOf(crypto.webcrypto) as typeof crypto.webcrypto;
const pem = { type: 'pkcs8', format: 'pem' } as const;
const EC = { namedCurve: 'P-521' };

test.each<[string, () => unknown]>([
  ['bytes by an old name', () => ['pseudoRandomBytes', 'prng', 'rng'].map((name) => hex(old(name)(8)))],
  [
    'values by what crypto inherits',
    () => hex(inherited.getRandomValues.call(globalThis.crypto, new Uint8Array(8))),
  ],
  ['an id by what crypto inherits', () => inherited.randomUUID.call(globalThis.crypto)],
  ['a secret key', () => hex(crypto.generateKeySync('aes', { length: 256 }).export())],
  [
    'a secret key later',
    async () => hex((await promisify(crypto.generateKey)('hmac', { length: 64 })).export()),
  ],
  ['a pair for signatures', () => crypto.generateKeyPairSync('ed25519').privateKey.export(pem)],
  ['a pair of ECDSA', () => crypto.generateKeyPairSync('ec', EC).privateKey.export(pem)],
  [
    'a pair in PEM',
    () =>
      crypto.generateKeyPairSync('ec', {
        ...EC,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: pem,
      }),
  ],
  ['a pair later', async () => (await promisify(crypto.generateKeyPair)('x448')).privateKey.export(pem)],
  ['a half of an exchange', () => crypto.createECDH('secp256k1').generateKeys('hex', 'compressed')],
  [
    'a web key of AES',
    async () =>
      hex(
        await subtle.exportKey(
          'raw',
          await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']),
        ),
      ),
  ],
  [
    'a web key of HMAC',
    async () =>
      hex(
        await subtle.exportKey(
          'raw',
          await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']),
        ),
      ),
  ],
  [
    'a pair of web keys',
    async () => {
      const { publicKey } = (await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, [
        'deriveBits',
      ])) as crypto.webcrypto.CryptoKeyPair;
      return hex(await subtle.exportKey('raw', publicKey));
    },
  ],
])('the seed decides %s', async (_, draw) => {
  const drawn = await inReplay(draw);
  expect(await inReplay(draw)).toEqual(drawn);
  expect(await inReplay(draw, 43)).not.toEqual(drawn);
  expect(await inReplay(() => native(draw))).not.toEqual(drawn);
  expect(await draw()).not.toEqual(drawn);
});

test.each(['P-256', 'P-384', 'P-521', 'secp256k1'])(
  'a drawn pair on %s signs, and checks',
  async (namedCurve) => {
    await inReplay(() => {
      const { publicKey, privateKey } = crypto.generateKeyPairSync('ec', { namedCurve });
      expect(
        crypto.verify(
          'sha256',
          Buffer.from('a'),
          publicKey,
          crypto.sign('sha256', Buffer.from('a'), privateKey),
        ),
      ).toBe(true);
    });
  },
);

test('drawn web keys sign and check, and keep what they may be used for', async () => {
  await inReplay(async () => {
    const pair = (await subtle.generateKey('Ed25519', false, [
      'sign',
      'verify',
    ])) as crypto.webcrypto.CryptoKeyPair;
    const signed = await subtle.sign('Ed25519', pair.privateKey, Buffer.from('a'));
    expect(await subtle.verify('Ed25519', pair.publicKey, signed, Buffer.from('a'))).toBe(true);
    expect([pair.privateKey.extractable, pair.publicKey.extractable]).toEqual([false, true]);
    expect([pair.privateKey.usages, pair.publicKey.usages]).toEqual([['sign'], ['verify']]);
  });
});

test('keys that there are not are refused as ever, and those of RSA are made', async () => {
  await inReplay(async () => {
    expect(() => crypto.generateKeySync('aes', { length: 7 as never })).toThrow(/must be one of/);
    expect(() => crypto.generateKeyPairSync('ec', { namedCurve: 'none' })).toThrow(/Invalid EC curve name/);
    const { privateKey } = await promisify(crypto.generateKeyPair)('rsa', { modulusLength: 1024 });
    expect(privateKey.asymmetricKeyType).toBe('rsa');
  });
});
