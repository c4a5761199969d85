import os = require('node:os');
import type wall = require('../wall.cts');

type Signal = (pid: number, signal?: number) => unknown;

const CANARY = 2 ** 30;
/** Makes Node listen for a debugger. */
const { SIGUSR1 } = os.constants.signals;

/** In strict, other processes are left alone: no signal, no debugger, no other priority, but for one's own children. */
function hookSignals(outer: wall.Wall, isOwnChild: (pid: number) => boolean): wall.GuardHook[] {
  for (const name of ['_kill', '_debugProcess']) {
    const original = Reflect.get(process, name) as Signal;
    Reflect.set(process, name, function (this: object, given: unknown, number?: unknown): unknown {
      const [pid, signal] = [Number(given), number === undefined ? undefined : Number(number)];
      // The signal 0 only asks whether a process is there.
      if (signal !== 0) refuse(pid);
      if (Math.abs(pid) === process.pid && (name !== '_kill' || signal === SIGUSR1)) refuseInspector();
      return Reflect.apply(original, this, [pid, signal]);
    });
  }
  const { setPriority } = os;
  Reflect.set(os, 'setPriority', (...args: [number, number?]) => {
    if (args.length > 1) refuse(args[0]);
    return (setPriority as (...args: unknown[]) => void)(...args);
  });
  return [{ name: 'process.kill', operation: 'signal', canary: () => process.kill(CANARY, 'SIGCONT') }];

  function refuseInspector(): void {
    if (outer.lenient) return;
    const error = outer.judge({ operation: 'inspector', target: 'signal SIGUSR1' });
    if (error !== null) throw error;
  }

  function refuse(pid: number): void {
    const other = Math.abs(pid);
    if (other === process.pid || isOwnChild(other) || (outer.lenient && !outer.testing)) return;
    const error = outer.judge({ operation: 'signal', target: String(pid) });
    if (error !== null) throw error;
  }
}

export = hookSignals;
