export { requestTick } from './ask-queue.ts';
export { type Fleet, type FleetOptions, startFleet } from './start-fleet.ts';
export { type FleetStatus, fleetStatus } from './fleet-status.ts';
export type { JobOutcome } from './replay-batch.ts';
export type { ReplayJob } from './queues.ts';
