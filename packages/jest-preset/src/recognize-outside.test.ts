import vm from 'node:vm';
import { beforeEach, describe, expect, test } from 'vitest';
import { recognizeOutside } from './recognize-outside.ts';

let ask: (question: string, value?: unknown) => unknown;

beforeEach(() => {
  const sandbox = vm.createContext({});
  recognizeOutside(vm.runInContext('globalThis', sandbox) as typeof globalThis);
  ask = (question, value) =>
    (vm.runInContext(`(value) => ${question}`, sandbox) as (value: unknown) => unknown)(value);
});

describe('instanceof in the sandbox', () => {
  test.each([
    ['an error', new TypeError('x'), ['TypeError', 'Error', 'Object']],
    ['an abort', new DOMException('x', 'AbortError'), ['Error', 'Object']],
    ['a list', [1], ['Array', 'Object']],
    ['a map', new Map(), ['Map']],
    ['a promise', Promise.resolve(), ['Promise']],
    ['bytes', new Uint32Array(1), ['Uint32Array']],
    ['a function', () => 1, ['Function']],
  ])('knows %s from outside', (_what, value, names) => {
    for (const name of names) expect(ask(`value instanceof ${name}`, value), name).toBe(true);
    expect(ask('value instanceof RangeError', value)).toBe(false);
  });

  test.each(['new TypeError() instanceof Error', '[] instanceof Array', '(() => 1) instanceof Function'])(
    'knows what was made inside: %s',
    (question) => expect(ask(question)).toBe(true),
  );

  test.each([1, 'text', null, undefined, Object.create(null)])('takes %o for no object of a class', (value) =>
    expect(ask('value instanceof Object', value)).toBe(false),
  );

  test('leaves classes of the agent to their own', () => {
    const own =
      '(() => { class Own extends Error {} return [value instanceof Own, new Own() instanceof Error]; })()';
    expect(ask(own, new Error('x'))).toEqual([false, true]);
  });
});
