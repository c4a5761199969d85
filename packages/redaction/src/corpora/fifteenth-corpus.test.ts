import { expect, test } from 'vitest';
import { createRedactor, type Redactor } from '../redactor.ts';
import { FIFTEENTH_BLOCKS } from './fifteenth-blocks.suite.ts';
import { fifteenth, type WrittenSample } from './fifteenth-fill.suite.ts';
import { FIFTEENTH_LINES } from './fifteenth-lines.suite.ts';
import { FIFTEENTH_LOOKALIKES } from './fifteenth-lookalikes.suite.ts';
import { FIFTEENTH_NEAR, FIFTEENTH_VARIANTS } from './fifteenth-variants.suite.ts';
import { redactSample } from './recall.suite.ts';

const bare = createRedactor({ key: 'blind', environment: {} });

const leftOf = (redactor: Redactor, samples: readonly WrittenSample[]): string[] =>
  samples
    .filter((sample) => {
      const rest = redactSample(redactor, sample);
      const read = sample.read(rest);
      return sample.secrets.some((secret) => rest.includes(secret) || read.includes(secret));
    })
    .map(({ label }) => label);

test.each([
  ['on a line', fifteenth('fifteenth lines', FIFTEENTH_LINES), 500, []],
  ['of several lines', fifteenth('fifteenth blocks', FIFTEENTH_BLOCKS, '\n---\n'), 130, []],
  ['variants', fifteenth('fifteenth variants', FIFTEENTH_VARIANTS), 110, []],
] as const)(
  'of the fifteenth corpus what is left has no name, and nothing once its values are registered: %s',
  (_, samples, least, left) => {
    expect(samples.length).toBeGreaterThanOrEqual(least);
    expect(leftOf(bare, samples)).toEqual(left);
    const values = samples.flatMap(({ secrets }) => secrets).filter((secret) => secret.length >= 4);
    expect(leftOf(createRedactor({ key: 'blind', environment: {}, values }), samples)).toEqual([]);
  },
);

test.each([
  ['of all kinds', fifteenth('fifteenth look-alikes', FIFTEENTH_LOOKALIKES), 449],
  ['near what is found', fifteenth('fifteenth near', FIFTEENTH_NEAR), 75],
] as const)('nothing of the fifteenth look-alikes is taken for a secret: %s', (_, samples, least) => {
  expect(samples.length).toBeGreaterThanOrEqual(least);
  const harmed = samples.filter((sample) => sample.read(redactSample(bare, sample)).includes('[REDACTED:'));
  expect(harmed.map(({ label, input }) => `${label} ${JSON.stringify(input)}`)).toEqual([]);
});
