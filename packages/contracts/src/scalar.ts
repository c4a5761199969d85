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

/**
 * Characters that names may have at most, before redaction and after. An index of PostgreSQL holds 2,704
 * bytes: an agent's name and a task's id have to fit together, whatever their letters.
 */
export const LONGEST = { task_id: 512, agent_name: 256, version: 1000, uri: 4096 } as const;

/** What a task is known by. */
export const TaskId = z.string().min(1).max(LONGEST.task_id);

/** What an agent is known by. */
export const AgentName = z.string().min(1).max(LONGEST.agent_name);

/** Of code, a prompt, or a model's route. */
export const Version = z.string().min(1).max(LONGEST.version);

/** A number of a task's attempt, as every database can count it. */
export const Attempt = z
  .int()
  .positive()
  .max(2 ** 31 - 1);

/** A limit of time in seconds, some thirty years at most: a deadline has to be a date. */
export const Seconds = z.number().positive().max(1e9);

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
