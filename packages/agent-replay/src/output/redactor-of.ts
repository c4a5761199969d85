import { createRedactor, type RedactOptions, type Redactor } from '@agent-replay/redaction';

const known = new WeakMap<RedactOptions, Redactor>();

/** One for all that is shown under a config, so that equal secrets show alike. */
export function redactorOf(redact: RedactOptions): Redactor {
  const redactor = known.get(redact) ?? createRedactor(redact);
  known.set(redact, redactor);
  return redactor;
}
