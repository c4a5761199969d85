import type { ECDH, KeyExportOptions, KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { isBelowClients } from '@agent-replay/cassette';
import type { Current } from './current.ts';
import { type Draw, drawnPair, drawnScalar } from './drawn-pair.ts';
import { isNative } from './native.ts';
import { replaceProperty } from './replace-property.ts';
import { createSeededBytes } from './seeded-bytes.ts';

const crypto = createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto');
const { createSecretKey } = crypto;

type Callable = (this: unknown, ...args: unknown[]) => unknown;
type DrawNow = () => Draw | null;

/**
 * Draws keys from the replay's seed: secret ones, and pairs on a curve. OpenSSL makes each by its own chance first, and
 * judges by it what was asked for; only its bytes are replaced. Pairs of RSA, DSA and DH, and signatures that take
 * chance themselves, are OpenSSL's.
 */
export function patchKeys(current: Current): () => void {
  const draw = (): Draw | null => {
    const random = isNative() || isBelowClients() ? null : current.random;
    if (random === null) return null;
    // A key that is ready late takes nothing from one that was asked for after it.
    const seed = Buffer.alloc(4);
    random.fill(seed, 'keys');
    const own = createSeededBytes(seed.readUInt32LE());
    return (size) => {
      const bytes = Buffer.alloc(size);
      own.fill(bytes, 'keys');
      return bytes;
    };
  };
  const undo = [...secretKeys(draw), ...keyPairs(draw), exchangeKeys(draw), webKeys(draw)];
  return () => {
    for (const step of undo.toReversed()) step();
  };
}

function secretKeys(draw: DrawNow): (() => void)[] {
  const { generateKeySync, generateKey } = crypto;
  const drawn = (key: KeyObject, from: Draw): KeyObject =>
    createSecretKey(from(key.symmetricKeySize as number));
  return [
    replaceProperty(crypto, 'generateKeySync', (...args: Parameters<typeof generateKeySync>) => {
      const [from, key] = [draw(), generateKeySync(...args)];
      return from === null ? key : drawn(key, from);
    }),
    replaceProperty(crypto, 'generateKey', (...[type, options, callback]: Parameters<typeof generateKey>) => {
      const from = draw();
      if (from === null || typeof callback !== 'function') generateKey(type, options, callback);
      else
        generateKey(type, options, (error, key) => {
          callback(error, error === null || error === undefined ? drawn(key, from) : key);
        });
    }),
  ];
}

interface PairOptions {
  publicKeyEncoding?: KeyExportOptions<'pem'>;
  privateKeyEncoding?: KeyExportOptions<'pem'>;
}
interface Pair {
  publicKey: unknown;
  privateKey: unknown;
}
type PairCallback = (error: Error | null, publicKey?: unknown, privateKey?: unknown) => void;

const ON_CURVES = new Set(['ec', 'ed25519', 'ed448', 'x25519', 'x448']);

function keyPairs(draw: DrawNow): (() => void)[] {
  const realSync = crypto.generateKeyPairSync as unknown as (type: string, options?: PairOptions) => Pair;
  const real = crypto.generateKeyPair as unknown as (...args: unknown[]) => void;
  const pairSync = (type: string, options?: PairOptions): Pair => {
    const from = ON_CURVES.has(type) ? draw() : null;
    const made = realSync(type, options);
    if (from === null) return made;
    const { publicKeyEncoding, privateKeyEncoding, ...plain } = options ?? {};
    const drawn = drawnPair(realSync(type, plain).privateKey as KeyObject, from);
    if (drawn === null) return made;
    const as = (key: KeyObject, encoding: KeyExportOptions<'pem'> | undefined): unknown =>
      encoding === undefined ? key : key.export(encoding);
    return {
      publicKey: as(drawn.publicKey, publicKeyEncoding),
      privateKey: as(drawn.privateKey, privateKeyEncoding),
    };
  };
  const pair = (type: string, options: PairOptions | undefined, callback: PairCallback): void => {
    if (isNative() || !ON_CURVES.has(type) || typeof callback !== 'function') {
      real(type, options, callback);
      return;
    }
    const { publicKey, privateKey } = pairSync(type, options);
    setImmediate(() => callback(null, publicKey, privateKey));
  };
  const promised = (type: string, options?: PairOptions): Promise<Pair> =>
    new Promise((resolve, reject) => {
      pair(type, options, (error, publicKey, privateKey) => {
        if (error === null) resolve({ publicKey, privateKey });
        else reject(error);
      });
    });
  const either = Object.assign(
    (type: string, ...rest: [PairCallback] | [PairOptions | undefined, PairCallback]) => {
      const [options, callback] = rest.length === 1 ? [undefined, rest[0]] : rest;
      pair(type, options, callback);
    },
    { [promisify.custom]: promised },
  );
  return [
    replaceProperty(crypto, 'generateKeyPairSync', pairSync),
    replaceProperty(crypto, 'generateKeyPair', either),
  ];
}

/** `createECDH(…).generateKeys()`, the half of an exchange. */
function exchangeKeys(draw: DrawNow): () => void {
  const prototype = crypto.ECDH.prototype as unknown as Record<'generateKeys' | 'getPublicKey', Callable>;
  const { generateKeys, getPublicKey } = prototype;
  return replaceProperty(prototype, 'generateKeys', function drawn(this: ECDH, ...args: unknown[]):
    | Buffer
    | string {
    const [from, made] = [draw(), Reflect.apply(generateKeys, this, args) as Buffer | string];
    if (from === null) return made;
    this.setPrivateKey(drawnScalar(this.getPrivateKey().length, from));
    return Reflect.apply(getPublicKey, this, args) as Buffer | string;
  });
}

type Subtle = typeof crypto.subtle;
type WebKey = Awaited<ReturnType<Subtle['importKey']>>;
type Algorithm = Parameters<Subtle['importKey']>[2];

/** `crypto.subtle.generateKey`. */
function webKeys(draw: DrawNow): () => void {
  const { subtle } = crypto;
  const prototype = Object.getPrototypeOf(subtle) as Record<'generateKey' | 'importKey', Callable>;
  const { generateKey, importKey } = prototype;
  const imported = (format: 'raw' | 'pkcs8' | 'spki', bytes: Buffer, like: WebKey): Promise<WebKey> =>
    Reflect.apply(importKey, subtle, [
      format,
      bytes,
      like.algorithm as Algorithm,
      like.extractable,
      like.usages,
    ]) as Promise<WebKey>;
  return replaceProperty(prototype, 'generateKey', async function drawn(this: Subtle, ...args: unknown[]) {
    const from = draw();
    const made = (await Reflect.apply(generateKey, this, args)) as WebKey | Record<keyof Pair, WebKey>;
    if (from === null) return made;
    if ('type' in made) {
      const { length } = made.algorithm as { length?: number };
      return length === undefined ? made : imported('raw', from(length / 8), made);
    }
    const pair = drawnPair(crypto.KeyObject.from(made.privateKey), from);
    if (pair === null) return made;
    const [publicKey, privateKey] = await Promise.all([
      imported('spki', pair.publicKey.export({ type: 'spki', format: 'der' }), made.publicKey),
      imported('pkcs8', pair.privateKey.export({ type: 'pkcs8', format: 'der' }), made.privateKey),
    ]);
    return { publicKey, privateKey };
  });
}
