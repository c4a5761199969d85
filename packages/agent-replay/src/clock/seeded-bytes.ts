/**
 * What a seed decides, with a stream for each way of drawing: how often a library draws its own bytes (the masks of a
 * WebSocket, once for many connections of a process) moves no id that the agent draws by another function.
 */
export interface SeededBytes {
  /** A number from 0 up to, not including, 1. */
  number: () => number;
  /** Bytes, by the function of `crypto` that was asked for them. */
  fill: (bytes: Uint8Array, way: Way) => void;
  /** A UUID (RFC 9562): of version 4, or of version 7 with its milliseconds since 1970. */
  uuid: (at?: number) => string;
}

/** The functions of `crypto` that give bytes, and those that make keys. */
export type Way = 'randomBytes' | 'randomFill' | 'getRandomValues' | 'keys';

/** Not for secrets. */
export function createSeededBytes(seed: number): SeededBytes {
  const number = createWords(seed, 0);
  const uuid = createWords(seed, 1);
  const ways: Record<Way, () => number> = {
    randomBytes: createWords(seed, 2),
    randomFill: createWords(seed, 3),
    getRandomValues: createWords(seed, 4),
    keys: createWords(seed, 5),
  };
  return {
    number: () => ((number() >>> 5) * 2 ** 26 + (number() >>> 6)) / 2 ** 53,
    fill: (bytes, way) => fillFrom(ways[way], bytes),
    uuid(at) {
      const bytes = Buffer.alloc(16);
      fillFrom(uuid, bytes);
      if (at !== undefined) bytes.writeUIntBE(Math.floor(at), 0, 6);
      bytes[6] = ((bytes[6] as number) & 0x0f) | (at === undefined ? 0x40 : 0x70);
      bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
      const hex = bytes.toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
  };
}

/** sfc32, a small generator that passes PractRand (https://pracrand.sourceforge.net): words of 32 bits. */
function createWords(seed: number, stream: number): () => number {
  let [a, b, c, counter] = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, (0x9e37_79b9 + stream) >>> 0, 1];
  const word = (): number => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = ((c << 21) | (c >>> 11)) >>> 0;
    c = (c + sum) >>> 0;
    return sum;
  };
  for (let round = 0; round < 16; round += 1) word();
  return word;
}

function fillFrom(word: () => number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += 4) {
    const value = word();
    for (let byte = 0; byte < 4 && at + byte < bytes.length; byte += 1)
      bytes[at + byte] = value >>> (8 * byte);
  }
}
