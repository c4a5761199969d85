import { z } from 'zod';
import { patternOf } from './rules/user-rules.ts';

/** The `redact` section of a config: what a project knows about its own secrets. */
export const RedactOptions = z.strictObject({
  /** Secrets by value, matched in every escaping. Each has at least 4 characters. */
  values: z.array(z.string().min(4)).optional(),
  /** Environment variables whose values are secrets: names or globs (`ACME_*`). */
  env: z.array(z.string().min(1)).optional(),
  /** More key, header and parameter names whose values are secrets, in any case and style. */
  keys: z.array(z.string().min(1)).optional(),
  /** More header names that are safe to keep. */
  allow_headers: z.array(z.string().min(1)).optional(),
  /** More query parameter names that are safe to keep. */
  allow_query: z.array(z.string().min(1)).optional(),
  /** More shapes: a regular expression each, whose first group, or whole match, is the secret. */
  rules: z
    .array(
      z
        .strictObject({
          kind: z.string().regex(/^[a-z0-9_]{1,32}$/),
          pattern: z.string().min(1),
          flags: z.string().optional(),
        })
        .superRefine((rule, context) => {
          try {
            patternOf(rule);
          } catch (error) {
            const message = `a regular expression (${(error as Error).message})`;
            context.addIssue({ code: 'custom', path: ['pattern'], message });
          }
        }),
    )
    .optional(),
});
export type RedactOptions = z.infer<typeof RedactOptions>;

/** What `createRedactor` takes: a project's `redact` section and the key of its store. */
export interface RedactorOptions extends RedactOptions {
  /** Key of the placeholders, from `openKey`. @default 32 random bytes, for this process only */
  key?: Uint8Array | string;
  /** Where environment variables are looked up. @default process.env */
  environment?: Readonly<Record<string, string | undefined>>;
}
