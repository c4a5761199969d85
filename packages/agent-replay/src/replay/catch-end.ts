import { exitSignal } from '../agent/exit-signal.ts';
import type { ReplayScope } from '../agent/scope.ts';
import { replaceProperty } from '../clock/replace-property.ts';

type Stop = Parameters<ReplayScope['begin']>[0];

/**
 * Turns what would end the agent's process into the end of its run: `process.exit()`, and an error or a
 * rejection that nobody catches. Returns what puts all back.
 */
export function catchEnd(realm: typeof globalThis, stop: Stop): () => void {
  const exit = (code?: number | string | null): never => {
    const exitCode = Number(code ?? realm.process.exitCode ?? 0);
    const error = exitSignal(exitCode);
    stop({ ending: 'exited', exit_code: exitCode, error });
    throw error;
  };
  const putBackExit = replaceProperty(realm.process, 'exit', exit);
  const putBackErrors = catchErrors((error) => stop({ ending: 'threw', error }));
  return () => {
    putBackErrors();
    putBackExit();
  };
}

/**
 * Hears what nobody catches before the process around the replay does: test runners note such an error
 * as theirs and go on, where Node ends the agent's process. Without a listener Node makes one of a rejection.
 */
function catchErrors(onError: (error: unknown) => void): () => void {
  const putBack = (['uncaughtException', 'unhandledRejection'] as const).map((event) => {
    const others = process.rawListeners(event);
    for (const listener of others) process.off(event, listener as never);
    return () => {
      for (const listener of others) process.on(event, listener as never);
    };
  });
  process.on('uncaughtException', onError);
  return () => {
    process.off('uncaughtException', onError);
    for (const step of putBack) step();
  };
}
