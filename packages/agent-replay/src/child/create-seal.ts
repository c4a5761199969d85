import { hash } from 'node:crypto';

/** A message with the proof that it is of one of the two who share a key. */
export interface Sealed {
  text: string;
  seal: string;
}

export interface Seal {
  close: (value: unknown) => Sealed;
  /** What is in a message; undefined for one that nobody with the key has sealed. */
  open: (message: unknown) => unknown;
}

const KEY_BYTES = 32;
// Held from the start: an agent may put others in their place.
const digest = hash;
const { parse, stringify } = JSON;
const { defineProperty, deleteProperty, getOwnPropertyDescriptor } = Reflect;
const { prototype: objects } = Object;
const { prototype: arrays } = Array;

/**
 * Seals what command and child tell each other, for an agent in the child can write to the same channel. The key
 * is in bytes that nothing else refers to, and is part of no text.
 */
export function createSeal(key: Uint8Array): Seal {
  const block = new Uint8Array(2 * KEY_BYTES);
  block.set(key.subarray(0, KEY_BYTES));
  const sealOf = (text: string): string => {
    const inner = digest('sha256', text, 'buffer');
    for (let at = 0; at < KEY_BYTES; at += 1) block[KEY_BYTES + at] = inner[at] ?? 0;
    return digest('sha256', block);
  };
  return {
    close(value) {
      const text = asItIs(objects, () => asItIs(arrays, () => stringify(value)));
      return { text, seal: sealOf(text) };
    },
    open(message) {
      if (typeof message !== 'object' || message === null) return undefined;
      const { text, seal } = message as Partial<Sealed>;
      return typeof text === 'string' && seal === sealOf(text) ? parse(text) : undefined;
    },
  };
}

/** A `toJSON` of every object would say what is written instead. */
function asItIs<T>(prototype: object, work: () => T): T {
  const held = getOwnPropertyDescriptor(prototype, 'toJSON');
  if (held === undefined) return work();
  if (!deleteProperty(prototype, 'toJSON')) throw new TypeError('every object has a toJSON of its own');
  try {
    return work();
  } finally {
    defineProperty(prototype, 'toJSON', held);
  }
}
