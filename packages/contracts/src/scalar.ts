import { z } from 'zod';

/** SHA-256 in 64 lower-case hex digits. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits');

/** RFC 3339 timestamp in UTC, with milliseconds. */
export const Timestamp = z.iso.datetime({ precision: 3 });

/** A name that is safe as a folder's name: letters, digits, `_`, `-` and inner dots, and no device of Windows. */
export const Slug = z
  .string()
  .min(1)
  .max(128)
  .regex(
    /^(?!(?:[Cc][Oo][Nn]|[Pp][Rr][Nn]|[Aa][Uu][Xx]|[Nn][Uu][Ll]|[Cc][Oo][Mm]\d|[Ll][Pp][Tt]\d)(?:\.|$))[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/,
    'expected letters, digits, "_", "-" or inner ".", and no name of a Windows device',
  );

/** What a call may do to the world. */
export const Effect = z.enum(['none', 'read', 'write', 'account', 'money', 'browser']);
export type Effect = z.infer<typeof Effect>;

/** How a fixture meets the outside world. `record` exists for capturing only. */
export const MODES = ['cassette', 'strict', 'live', 'record'] as const;
export const Mode = z.enum(MODES);
export type Mode = z.infer<typeof Mode>;

/** How often a fixture is replayed on schedule: every 15 minutes, hourly, daily. */
export const Tier = z.enum(['critical', 'broad', 'full']);
export type Tier = z.infer<typeof Tier>;
