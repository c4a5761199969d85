import { takeRunnerPermit } from 'agent-replay/discover';

/** Taken as this module is loaded, by all that reads a config or runs an agent: before any code of the user's. */
export const permitWithin = takeRunnerPermit();
