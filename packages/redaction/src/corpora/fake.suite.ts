import { createHash } from 'node:crypto';

/** Makes fakes that look real, the same ones for the same seed; none is in the source, so none trips push protection. */
export interface Fake {
  of(alphabet: string, length: number): string;
  alnum(length: number): string;
  lower(length: number): string;
  hex(length: number): string;
  upper(length: number): string;
  base64(length: number): string;
  urlSafe(length: number): string;
  digits(length: number): string;
  uuid(): string;
  jwt(): string;
  password(): string;
  card(prefix: string, length: number): string;
  iban(country: string, bban: string): string;
  pem(kind: string, lines?: number): string;
}

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();

export function fakes(seed: string): Fake {
  let pool = Buffer.alloc(0);
  let count = 0;
  const next = (): number => {
    if (pool.length === 0)
      pool = createHash('sha256')
        .update(`${seed}:${(count += 1)}`)
        .digest();
    const byte = pool[0] ?? 0;
    pool = pool.subarray(1);
    return byte;
  };
  const of = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[next() % alphabet.length]).join('');
  const fake: Fake = {
    of,
    alnum: (length) => mixed(() => of(LOWER + UPPER + DIGITS, length), length),
    lower: (length) => mixed(() => of(LOWER + DIGITS, length), length),
    hex: (length) => of('0123456789abcdef', length),
    upper: (length) => mixed(() => of(UPPER + DIGITS, length), length),
    base64: (length) => of(`${LOWER}${UPPER}${DIGITS}+/`, length),
    urlSafe: (length) => of(`${LOWER}${UPPER}${DIGITS}_-`, length),
    digits: (length) => of(DIGITS.slice(1), length),
    uuid: () => `${fake.hex(8)}-${fake.hex(4)}-4${fake.hex(3)}-a${fake.hex(3)}-${fake.hex(12)}`,
    jwt() {
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: fake.digits(8), name: 'A', iat: 1_700_000_000 })}.${fake.urlSafe(43)}`;
    },
    password: () => `${of(LOWER, 4)}${of('!#%*', 1)}${of(UPPER, 3)}${of(DIGITS, 3)}`,
    card(prefix, length) {
      const body = prefix + of(DIGITS, length - prefix.length - 1);
      return body + luhn(body);
    },
    iban(country, bban) {
      const rest = `${bban}${country}00`
        .split('')
        .reduce((sum, char) => BigInt(`${sum}${Number.parseInt(char, 36)}`), 0n);
      return `${country}${String(98n - (rest % 97n)).padStart(2, '0')}${bban}`;
    },
    pem: (kind, lines = 6) =>
      `-----BEGIN ${kind}-----\n${Array.from({ length: lines }, () => fake.base64(64)).join('\n')}\n-----END ${kind}-----`,
  };
  return fake;
}

/** At least one digit and one letter, as a generator of keys gives in all but rare cases. */
function mixed(make: () => string, length: number): string {
  for (;;) {
    const made = make();
    if (length < 6 || (/\d/.test(made) && /[A-Za-z]/.test(made))) return made;
  }
}

function luhn(body: string): string {
  const sum = body
    .split('')
    .toReversed()
    .reduce((total, char, at) => {
      const digit = Number(char) * (at % 2 === 0 ? 2 : 1);
      return total + (digit > 9 ? digit - 9 : digit);
    }, 0);
  return String((10 - (sum % 10)) % 10);
}
