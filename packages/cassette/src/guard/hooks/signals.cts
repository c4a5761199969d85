import os = require('node:os');
import type wall = require('../wall.cts');

type Signal = (pid: number, signal?: number) => unknown;

const CANARY = 2 ** 30;

/** In strict, other processes are left alone: no signal, no debugger, no other priority, but for one's own children. */
function hookSignals(outer: wall.Wall, isOwnChild: (pid: number) => boolean): wall.GuardHook[] {
  for (const name of ['_kill', '_debugProcess']) {
    const original = Reflect.get(process, name) as Signal;
    Reflect.set(process, name, function (this: object, pid: number, signal?: number): unknown {
      // The signal 0 only asks whether a process is there.
      if (signal !== 0) refuse(pid);
      return Reflect.apply(original, this, [pid, signal]);
    });
  }
  const { setPriority } = os;
  Reflect.set(os, 'setPriority', (...args: [number, number?]) => {
    if (args.length > 1) refuse(args[0]);
    return (setPriority as (...args: unknown[]) => void)(...args);
  });
  return [{ name: 'process.kill', operation: 'signal', canary: () => process.kill(CANARY, 'SIGCONT') }];

  function refuse(pid: number): void {
    const other = Math.abs(pid);
    if (other === process.pid || isOwnChild(other) || (outer.lenient && !outer.testing)) return;
    const error = outer.judge({ operation: 'signal', target: String(pid) });
    if (error !== null) throw error;
  }
}

export = hookSignals;
