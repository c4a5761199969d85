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

/** An issue in one line: `file:line:column pointer: expected …, received … (message)`. */
export function formatIssue(issue: Issue): string {
  const place = [formatPlace(issue), issue.path === '' ? undefined : issue.path].filter(Boolean).join(' ');
  const problem = `expected ${issue.expected}, received ${issue.received}`;
  const said = issue.message === undefined || issue.message === issue.received ? '' : ` (${issue.message})`;
  return `${place === '' ? '' : `${place}: `}${problem}${said}`;
}

/** Where an issue is, as terminals and editors make it clickable: `file:line:column`; undefined without a file. */
export function formatPlace(issue: Pick<Issue, 'file' | 'line' | 'column'>): string | undefined {
  if (issue.file === undefined) return undefined;
  return [issue.file, issue.line, issue.column].filter((part) => part !== undefined).join(':');
}
