/** Where drift can come from. */
export const DRIFT_SOURCES = [
  'prompt',
  'model',
  'tool_schema',
  'credential',
  'queue',
  'file',
  'response_format',
] as const;
export type DriftSource = (typeof DRIFT_SOURCES)[number];

/** A look at something that an agent depends on and no replay can see. */
export interface Probe {
  /** What people call it. */
  name: string;
  source: DriftSource;
  /** The agents whose fixtures it speaks for. @default every agent */
  agents?: readonly string[];
  /** What has changed, in one clause; null when all is as it should be. It may read, and nothing else. */
  check: (signal: AbortSignal) => Promise<string | null> | string | null;
}

/**
 * Declares a drift probe for the config's `monitor.probes`: what it finds turns the fixtures of its
 * agents stale within one tick, with the source named.
 *
 * @example
 * defineProbe({ name: 'policy', source: 'prompt', check: async () => ((await latest()) === '7' ? null : 'version 8 is live') });
 */
export function defineProbe(probe: Probe): Probe {
  return probe;
}
