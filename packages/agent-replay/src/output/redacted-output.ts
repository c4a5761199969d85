import type { Json } from '@agent-replay/contracts';
import type { RedactOptions } from '@agent-replay/redaction';
import type { Output } from './output.ts';
import { redactorOf } from './redactor-of.ts';

/** The same output without the secrets of an agent's values: what a terminal shows, logs keep. */
export function redactedOutput(out: Output, redact: RedactOptions): Output {
  const redactor = redactorOf(redact);
  return {
    ...out,
    line: (text = '') => out.line(redactor.text(text)),
    note: (text) => out.note(redactor.text(text)),
    hint: (text) => out.hint(redactor.text(text)),
    document(value) {
      if (out.json) out.document(redactor.json(JSON.parse(JSON.stringify(value)) as Json));
    },
  };
}
