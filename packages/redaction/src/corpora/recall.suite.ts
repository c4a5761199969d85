import type { Json } from '@agent-replay/contracts';
import type { Redactor } from '../redactor.ts';
import type { Sample } from './own-corpus.suite.ts';

/** What is left of a sample after redaction, as text. */
export function redactSample(redactor: Redactor, { as, input }: Sample): string {
  if (as === 'text') return redactor.text(String(input));
  if (as === 'url') return redactor.url(String(input));
  if (as === 'json') return JSON.stringify(redactor.json(input as Json));
  if (as === 'headers') return JSON.stringify(redactor.headers(input as [string, string][]));
  const bytes = typeof input === 'string' ? Buffer.from(input) : (input as Buffer);
  return Buffer.from(redactor.bytes(bytes)).toString(typeof input === 'string' ? 'utf8' : 'latin1');
}

/** The samples of which something is left. */
export function missed(redactor: Redactor, samples: readonly Sample[]): string[] {
  return samples
    .filter((sample) => {
      const rest = redactSample(redactor, sample);
      return sample.secrets.some(
        (secret) => rest.includes(secret) || rest.includes(JSON.stringify(secret).slice(1, -1)),
      );
    })
    .map(({ label }) => label);
}
