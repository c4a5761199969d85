import type { RedactOptions } from '@agent-replay/redaction';
import type { Output } from './output.ts';
import { redactorOf } from './redactor-of.ts';

const MOST_LINES = 20;
/** Characters of a line that are shown. */
const WIDEST = 400;

/** Prints the end of what an agent wrote for people, on standard error: it is no result, and no command to a terminal. */
export function printWritten(out: Output, written: string, redact: RedactOptions): void {
  const text = redactorOf(redact).text(written.replaceAll('\r\n', '\n').trimEnd());
  if (text === '') return;
  const lines = text.split('\n');
  const left = lines.length - MOST_LINES;
  out.note(left > 0 ? `  its process wrote, after ${left} other lines:` : '  its process wrote:');
  for (const line of lines.slice(-MOST_LINES))
    out.note(`  | ${line.length > WIDEST ? `${line.slice(0, WIDEST)}…` : line}`);
}
