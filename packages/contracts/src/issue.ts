import { z } from 'zod';

/** One thing that is not as it should be, as data; `formatIssue` makes it text. */
export const Issue = z.strictObject({
  /** A registered reason code. */
  code: z.string(),
  /** JSON Pointer (RFC 6901) to the rule or the value, `""` for the whole. */
  path: z.string(),
  expected: z.string(),
  received: z.string(),
  /** One sentence for people. */
  message: z.string().optional(),
  /** The file the pointer points into. */
  file: z.string().optional(),
  /** 1-based position in that file. */
  line: z.int().positive().optional(),
  column: z.int().positive().optional(),
});
export type Issue = z.infer<typeof Issue>;
