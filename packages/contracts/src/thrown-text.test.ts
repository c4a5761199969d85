import { expect, test } from 'vitest';
import { isAgentReplayError } from './error.ts';
import { thrownMessage, thrownText } from './thrown-text.ts';

const failing = (): never => {
  throw Object.create(null);
};
const failingTraps = new Proxy({}, new Proxy({}, { get: () => failing }));
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

const NO_ERROR = '(which is no error)';

test.each<[what: string, thrown: () => unknown, text: string, message?: string]>([
  ['an error', () => new TypeError('no order'), 'TypeError: no order', 'no order'],
  ['a named one', () => Object.assign(new Error('no order'), { name: 'Lost' }), 'Lost: no order', 'no order'],
  ['one without a message', () => new Error(''), 'Error'],
  ['a text', () => 'gone', 'gone'],
  ['nothing', () => undefined, 'undefined'],
  ['a symbol', () => Symbol('s'), 'Symbol(s)'],
  ['what has a message', () => ({ message: 'no order' }), 'no order'],
  ['an object', () => ({ order: 7 }), `{"order":7} ${NO_ERROR}`],
  ['one without a prototype', () => Object.create(null), `{} ${NO_ERROR}`],
  ['one whose text is none', () => ({ toString: () => ({}), valueOf: () => ({}) }), `{} ${NO_ERROR}`],
  ['one that throws', () => ({ [Symbol.toPrimitive]: failing }), `{} ${NO_ERROR}`],
  ['a revoked proxy', revoked, `object ${NO_ERROR}`],
  ['a proxy that throws', () => failingTraps, `object ${NO_ERROR}`],
])('says of %s what was thrown', (_, thrown, text, message = text) => {
  expect(thrownText(thrown())).toBe(text);
  expect(thrownMessage(thrown())).toBe(message);
});

test('says of an error whose parts throw what can be said', () => {
  const error = Object.defineProperties(new Error('x'), {
    message: { get: failing },
    name: { get: failing },
    stack: { get: failing },
  });
  expect(thrownText(error)).toBe('{} (which is no error)');
});

test('cuts what is long', () => {
  expect(thrownText(new Error('x'.repeat(1e6)))).toHaveLength(4000);
  expect(thrownMessage('x'.repeat(1e6))).toHaveLength(4000);
});

test('takes nothing for an error of the product that has no words', () => {
  const brand = Symbol.for('agent-replay.error');
  for (const value of [
    { [brand]: true },
    { [brand]: true, code: 'MISS', message: {} },
    { [brand]: true, message: 'x' },
  ])
    expect(isAgentReplayError(value)).toBe(false);
});
