import { timeZone } from '@agent-replay/runs';

/**
 * Puts this process into a fixture's time zone, so that a local time in a prompt is the same on every machine; what it
 * starts inherits it. A worker thread cannot be put anywhere: V8 asks the process.
 *
 * @returns what puts it back
 * @throws {RangeError} for a zone that there is not
 */
export function enterTimeZone(zone: string | undefined): () => void {
  if (zone === undefined || zone === timeZone()) return () => undefined;
  Intl.DateTimeFormat('en', { timeZone: zone });
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  return () => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  };
}
