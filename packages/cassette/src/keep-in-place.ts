import { controlGuard } from './guard/load-guard.ts';
import { keepIntercepting } from './interceptors/intercept-http.ts';

/**
 * Keeps the guard's hooks on Node's clients, and what stands before them, between one cassette and the
 * next, where they let everything pass: putting them in place makes Node name all exports of its modules
 * anew, which takes longer than to replay a small fixture.
 *
 * @returns takes them away
 */
export function keepInPlace(): () => Promise<void> {
  const unhook = controlGuard({ mode: 'off' }).hookClients();
  const stopIntercepting = keepIntercepting();
  return async () => {
    await stopIntercepting();
    unhook();
  };
}

/**
 * Puts the guard in this process, where it lets everything pass until a tape is opened. What is copied of the
 * process from now on, as Jest does for its sandbox, has the guard's hooks.
 */
export function standGuard(): void {
  controlGuard({ mode: 'off' });
}
