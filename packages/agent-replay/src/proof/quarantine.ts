/** Days from now that a quarantine may last, where the config does not say. */
const MAX_QUARANTINE_DAYS = 90;

export interface Quarantine {
  owner: string;
  /** RFC 3339. */
  until: string;
}

const DAY_MS = 86_400_000;

/** What a quarantine makes of a fixture. */
export interface JudgedQuarantine {
  code: 'quarantined' | 'quarantine_expired' | 'quarantine_too_long';
  text: string;
}

/** Judges a quarantine. One without an end in sight is nobody's promise: it holds nothing back, and is told. */
export function judgeQuarantine(
  { owner, until }: Quarantine,
  now: number,
  maxDays: number = MAX_QUARANTINE_DAYS,
): JudgedQuarantine {
  const end = Date.parse(until);
  // What cannot be read as a time is past: unknown is never green.
  if (!(end > now)) return { code: 'quarantine_expired', text: `ended ${until}, owner ${owner}` };
  if (end - now <= maxDays * DAY_MS) return { code: 'quarantined', text: `until ${until}, owner ${owner}` };
  const text = `until ${until}, more than ${maxDays} days from now, owner ${owner}`;
  return { code: 'quarantine_too_long', text };
}

/** What a quarantine makes of a fixture, as `code: text`. */
export function quarantineReason(...quarantine: Parameters<typeof judgeQuarantine>): string {
  const { code, text } = judgeQuarantine(...quarantine);
  return `${code}: ${text}`;
}
