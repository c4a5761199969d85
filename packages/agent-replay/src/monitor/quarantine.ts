/** Days from now that a quarantine may last, where the config does not say. */
const MAX_QUARANTINE_DAYS = 90;

export interface Quarantine {
  owner: string;
  /** RFC 3339. */
  until: string;
}

const DAY_MS = 86_400_000;

/**
 * What a quarantine makes of a fixture, as `code: text`. One without an end in sight is nobody's promise: it holds nothing
 * back, and is told.
 */
export function quarantineReason(
  { owner, until }: Quarantine,
  now: number,
  maxDays: number = MAX_QUARANTINE_DAYS,
): string {
  const end = Date.parse(until);
  // What cannot be read as a time is past: unknown is never green.
  if (!(end > now)) return `quarantine_expired: ended ${until}, owner ${owner}`;
  if (end - now > maxDays * DAY_MS)
    return `quarantine_too_long: until ${until}, more than ${maxDays} days from now, owner ${owner}`;
  return `quarantined: until ${until}, owner ${owner}`;
}

/** The quarantine that a reason tells of, and that held when it was written; null for another reason. */
export function quarantineOf(reason: string | null): Quarantine | null {
  const [, until, owner] = /^quarantined: until (\S+), owner ([^]*)$/.exec(reason ?? '') ?? [];
  return until === undefined || owner === undefined ? null : { owner, until };
}
