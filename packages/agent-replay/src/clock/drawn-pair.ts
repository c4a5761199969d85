import type { JsonWebKey, KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';

const crypto = createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto');
const { createECDH, createPrivateKey, createPublicKey } = crypto;

/** So many bytes for one key. */
export type Draw = (size: number) => Buffer;

/** The curves of ECDSA that JWK names (RFC 7518 § 6.2.1.1, RFC 8812), as OpenSSL does. */
const CURVES: Record<string, string> = {
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  secp256k1: 'secp256k1',
};

/**
 * A pair of the kind of a private key, with drawn numbers in place of its own: these stand in its PKCS #8 (RFC 5958) as
 * they are. Null for a key that is on no curve, or on one that JWK has no name for.
 */
export function drawnPair(like: KeyObject, draw: Draw): Record<'publicKey' | 'privateKey', KeyObject> | null {
  const { d, x, y, crv = '' } = asJwk(like);
  if (d === undefined || x === undefined) return null;
  const key = like.export({ type: 'pkcs8', format: 'der' });
  const number = Buffer.from(d, 'base64url');
  if (y === undefined) replace(key, number, draw(number.length));
  else {
    const curve = createECDH(CURVES[crv] as string);
    const drawn = drawnScalar(number.length, draw);
    curve.setPrivateKey(drawn);
    replace(key, number, drawn);
    replace(
      key,
      Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]),
      curve.getPublicKey().subarray(1),
    );
  }
  const privateKey = createPrivateKey({ key, type: 'pkcs8', format: 'der' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** Below the order of every curve whose numbers have so many bytes. */
export function drawnScalar(size: number, draw: Draw): Buffer {
  const number = draw(size);
  number[0] = 0;
  return number;
}

function asJwk(key: KeyObject): JsonWebKey {
  try {
    const jwk = key.export({ format: 'jwk' });
    return jwk.kty === 'EC' || jwk.kty === 'OKP' ? jwk : {};
  } catch {
    return {};
  }
}

function replace(within: Buffer, part: Buffer, by: Buffer): void {
  by.copy(within, within.indexOf(part));
}
