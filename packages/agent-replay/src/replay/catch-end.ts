import { exitSignal } from '../agent/exit-signal.ts';
import type { ReplayScope } from '../agent/scope.ts';
import { replaceProperty } from '../clock/replace-property.ts';

type Stop = Parameters<ReplayScope['begin']>[0];

let stopCurrent: Stop | null = null;

/** Turns the agent's `process.exit()` into the end of its run; returns what puts it back. */
export function catchEnd(realm: typeof globalThis, stop: Stop): () => void {
  stopCurrent = stop;
  const exit = (code?: number | string | null): never => {
    const exitCode = Number(code ?? realm.process.exitCode ?? 0);
    const error = exitSignal(exitCode);
    stop({ ending: 'exited', exit_code: exitCode, error });
    throw error;
  };
  const putBack = replaceProperty(realm.process, 'exit', exit);
  return () => {
    putBack();
    stopCurrent = null;
  };
}

/** Ends the run under replay with an error that nobody caught, as Node would end its process; false when none runs. */
export function endByUncaught(error: unknown): boolean {
  if (stopCurrent === null) return false;
  stopCurrent({ ending: 'threw', error });
  return true;
}
