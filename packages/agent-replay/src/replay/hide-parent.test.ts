import { expect, test } from 'vitest';
import { hideParent } from './hide-parent.ts';

const copy = (): NodeJS.Process =>
  ({
    pid: 1,
    send: () => true,
    _send: () => true,
    disconnect: () => undefined,
    _disconnect: () => undefined,
    channel: {},
    _channel: {},
    [Symbol('kChannelHandle')]: {},
  }) as unknown as NodeJS.Process;

test('a copy of the process has no way to the parent until it is put back', () => {
  const owner = copy();
  const before = Reflect.ownKeys(owner);
  const undo = hideParent({ process: owner });
  expect(Reflect.ownKeys(owner)).toEqual(['pid']);
  undo();
  expect(new Set(Reflect.ownKeys(owner))).toEqual(new Set(before));
});

test('what an agent has put there for good stays, and the rest comes back', () => {
  const owner = copy();
  const undo = hideParent({ process: owner });
  const own = (): boolean => false;
  Object.defineProperty(owner, 'send', { value: own, configurable: false });
  undo();
  expect(Reflect.get(owner, 'send')).toBe(own);
  expect(owner).toHaveProperty('disconnect');
});
