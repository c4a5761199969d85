import { expect, test } from 'vitest';
import { createRedactor, type Redactor } from '../redactor.ts';
import { fifteenth, type WrittenSample } from './fifteenth-fill.suite.ts';
import { redactSample } from './recall.suite.ts';
import { SIXTEENTH_LINES, SIXTEENTH_LOOKALIKES } from './sixteenth-lines.suite.ts';

const bare = createRedactor({ key: 'blind', environment: {} });

const leftOf = (redactor: Redactor, samples: readonly WrittenSample[]): string[] =>
  samples
    .filter((sample) => {
      const rest = sample.read(redactSample(redactor, sample));
      return sample.secrets.some((secret) => rest.includes(secret));
    })
    .map(({ label }) => label);

test('of what a ninth author missed nothing is left, nor once its values are registered', () => {
  const samples = fifteenth('sixteenth lines', SIXTEENTH_LINES);
  expect(samples.length).toBeGreaterThanOrEqual(80);
  expect(leftOf(bare, samples)).toEqual([]);
  const values = samples.flatMap(({ secrets }) => secrets).filter((secret) => secret.length >= 4);
  expect(leftOf(createRedactor({ key: 'blind', environment: {}, values }), samples)).toEqual([]);
});

test('nothing of the sixteenth look-alikes is taken for a secret', () => {
  const samples = fifteenth('sixteenth look-alikes', SIXTEENTH_LOOKALIKES);
  expect(samples.length).toBeGreaterThanOrEqual(60);
  const harmed = samples.filter((sample) => sample.read(redactSample(bare, sample)).includes('[REDACTED:'));
  expect(harmed.map(({ label, input }) => `${label} ${JSON.stringify(input)}`)).toEqual([]);
});
