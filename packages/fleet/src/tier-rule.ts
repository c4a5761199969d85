const UNITS = [
  ['DAILY', 86_400],
  ['HOURLY', 3600],
  ['MINUTELY', 60],
] as const;

/**
 * A tier's interval as a recurrence rule (RFC 5545): 900 s is `FREQ=MINUTELY;INTERVAL=15`. The queue looks at
 * its schedules about every minute, so seconds are rounded up to minutes.
 */
export function tierRule(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60)) * 60;
  const [frequency, unit] = UNITS.find(([, each]) => minutes % each === 0) ?? UNITS[2];
  return `FREQ=${frequency};INTERVAL=${minutes / unit}`;
}
