import { z } from 'zod';

/** The six verdicts a closed run can have. */
export const VERDICTS = ['passed', 'failed', 'blocked', 'degraded', 'skipped', 'inconclusive'] as const;

/** One of the six verdicts. */
export const Verdict = z.enum(VERDICTS);
export type Verdict = z.infer<typeof Verdict>;

/** A run's status: `started` while it is open, a verdict once it is closed. */
export const RunStatus = z.enum(['started', ...VERDICTS]);
export type RunStatus = z.infer<typeof RunStatus>;
