import type { GuardControl } from '@agent-replay/cassette';

/** Does work that the guard would refuse to an agent: these operations pass to it, and to nothing beside it. */
export type PermitWithin = <T>(rules: readonly string[], work: () => T) => T;

let isTaken = false;
let control: GuardControl | undefined;

/**
 * The permit of a runner, for what it writes itself while an agent runs, such as its cache. For the first caller
 * in a process that asks before any config is read, so that no agent can have it; for others it permits nothing.
 */
export function takeRunnerPermit(): PermitWithin {
  const isFirst = !isTaken;
  isTaken = true;
  return (rules, work) => (isFirst && control !== undefined ? control.permitWithin(rules, work) : work());
}

/** From now on code of the user's may run in this process. */
export function endRunnerPermits(): void {
  isTaken = true;
}

/** The control of this process, when there is one: who takes a permit early may never need it. */
export function permitBy(own: GuardControl): void {
  control = own;
}
