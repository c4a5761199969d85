import { machineTime } from '@agent-replay/contracts/machine';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Current } from './current.ts';

test('between replays a process began when the machine says, though it is loaded under fake timers', async () => {
  const { timeOrigin } = performance;
  expect(machineTime().timeOrigin).toBe(timeOrigin);
  Object.defineProperty(performance, 'timeOrigin', { value: 0, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(performance, 'timeOrigin'));
  vi.resetModules();
  const { patchDate } = await import('./patch-date.ts');
  const undo = patchDate(globalThis, { clock: null } as Current);
  onTestFinished(undo);
  expect(performance.timeOrigin).toBe(timeOrigin);
});
