import fs = require('node:fs');
import os = require('node:os');
import bindings = require('./bindings.cts');
import putHook = require('./put-hook.cts');
import type wall = require('../wall.cts');

type Signal = (pid: number, signal?: number) => unknown;

const CANARY = 2 ** 30;
/** Makes Node listen for a debugger. */
const { SIGUSR1 } = os.constants.signals;
const { readFileSync } = fs;
/** What `process` says can be changed. */
const { pid: OWN } = process;
/** Of a process that is gone, or where there is no /proc, only what is a child itself is known. */
const MOST_ANCESTORS = 32;

/** Other processes are left alone: no signal, no debugger, no other priority, but for what one started oneself. */
function hookSignals(
  outer: wall.Wall,
  { isOwnChild, isStarted }: { isOwnChild: (pid: number) => boolean; isStarted: (handle: object) => boolean },
): wall.GuardHook[] {
  for (const name of ['_kill', '_debugProcess']) {
    const original = Reflect.get(process, name) as Signal;
    Reflect.set(process, name, function (this: object, given: unknown, number?: unknown): unknown {
      const [pid, signal] = [Number(given), number === undefined ? undefined : Number(number)];
      // The signal 0 only asks whether a process is there.
      if (signal !== 0) refuse(pid);
      if (Math.abs(pid) === OWN && (name !== '_kill' || signal === SIGUSR1)) refuseInspector();
      return Reflect.apply(original, this, [pid, signal]);
    });
  }
  const { prototype } = bindings.Process;
  const kill = Reflect.get(prototype, 'kill') as (signal: number) => unknown;
  putHook(prototype, 'kill', function (this: object, given: unknown): unknown {
    const signal = Number(given);
    const pid = Number(Reflect.get(this, 'pid') ?? 0);
    if (signal !== 0 && !isStarted(this) && !isEarlier(pid)) refuseOther(pid);
    return Reflect.apply(kill, this, [signal]);
  });
  const { setPriority } = os;
  Reflect.set(os, 'setPriority', (...args: [number, number?]) => {
    if (args.length > 1 && args[0] !== 0) refuse(args[0]);
    return (setPriority as (...args: unknown[]) => void)(...args);
  });
  // The module holds the function itself.
  const below = bindings.os['setPriority'];
  bindings.os['setPriority'] = (given, ...rest) => {
    const pid = Number(given);
    if (pid !== 0) refuse(pid);
    return below?.(pid, ...rest);
  };
  return [{ name: 'process.kill', operation: 'signal', canary: () => process.kill(CANARY, 'SIGCONT') }];

  function refuseInspector(): void {
    if (outer.lenient) return;
    const error = outer.judge({ operation: 'inspector', target: 'signal SIGUSR1' });
    if (error !== null) throw error;
  }

  function refuse(pid: number): void {
    const other = Math.abs(pid);
    if (other === OWN || isOwnChild(other) || (outer.lenient && !outer.testing && isBelow(other))) return;
    refuseOther(pid);
  }

  /** Whether a child was started before there was a guard. What has started nothing signals the whole group, whatever number it was given. */
  function isEarlier(pid: number): boolean {
    return outer.lenient && !outer.testing && !isOwnChild(pid) && parentOf(pid) === OWN;
  }

  function refuseOther(pid: number): void {
    const error = outer.judge({ operation: 'signal', target: String(pid) });
    if (error !== null) throw error;
  }

  /** Whether a process was started by this one, or by what it started. */
  function isBelow(pid: number): boolean {
    let above = parentOf(pid);
    for (let step = 0; above > 0 && step < MOST_ANCESTORS; step += 1) {
      if (above === OWN) return true;
      above = parentOf(above);
    }
    return false;
  }

  /** 0 where that is unknown. */
  function parentOf(pid: number): number {
    try {
      return readParent(outer.aside(() => readFileSync(`/proc/${pid}/stat`, 'latin1')));
    } catch {
      return 0;
    }
  }
}

/** The fourth field of `/proc/<pid>/stat`, read without a method that somebody may have turned; the second may hold anything. */
function readParent(stat: string): number {
  let at = stat.length - 1;
  while (at >= 0 && stat[at] !== ')') at -= 1;
  let parent = 0;
  for (at += 4; isDigit(stat[at]); at += 1) parent = parent * 10 + +(stat[at] as string);
  return parent;
}

function isDigit(letter: string | undefined): boolean {
  return letter !== undefined && letter >= '0' && letter <= '9';
}

export = hookSignals;
