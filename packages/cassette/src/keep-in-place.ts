import { currentGuard, installGuard } from './guard/load-guard.ts';

/**
 * Keeps the guard's hooks on Node's clients between one cassette and the next, where they let everything
 * pass: putting them in place makes Node name all exports of its modules anew, which takes longer than
 * to replay a small fixture.
 *
 * @returns takes them away
 */
export function keepInPlace(): () => void {
  return (currentGuard() ?? installGuard({ mode: 'off' })).hookClients();
}
