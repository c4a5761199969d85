import { randomUUID } from 'node:crypto';

/**
 * A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then 74 random ones. They sort by time, so
 * an id alone finds the month that a run is stored in.
 */
export function uuidV7(at: number): string {
  // Node keeps the random digits of many ids ready; only the time and the version differ in one of version 4.
  const time = timeOf(at);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** The smallest id that a run started at this time can have. */
export function firstUuidV7(at: number): string {
  const time = timeOf(at);
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

function timeOf(at: number): string {
  return Math.max(0, Math.trunc(at)).toString(16).padStart(12, '0');
}
