import { expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';
import { fourteenthBodies } from './fourteenth-bodies.suite.ts';
import { fourteenthFiles } from './fourteenth-files.suite.ts';
import { fourteenthJson } from './fourteenth-json.suite.ts';
import { fourteenthLookalikes } from './fourteenth-lookalikes.suite.ts';
import { fourteenthRequests } from './fourteenth-requests.suite.ts';
import { fourteenthTalk } from './fourteenth-talk.suite.ts';
import { fourteenthNear, fourteenthVariants } from './fourteenth-variants.suite.ts';
import { fourteenthVendors } from './fourteenth-vendors.suite.ts';
import { missed, redactSample } from './recall.suite.ts';

const bare = createRedactor({ key: 'blind', environment: {} });

test.each([
  ['requests', fourteenthRequests, 108, []],
  // 52 letters and digits, a UUID and a word that nothing near calls a secret
  ['vendors', fourteenthVendors, 131, ['v-azdo', 'v-mongodb-atlas']],
  ['JSON', fourteenthJson, 62, []],
  ['files', fourteenthFiles, 67, []],
  ['bodies', fourteenthBodies, 34, []],
  // what a link of nginx's is hashed with
  ['talk', fourteenthTalk, 90, ['t-nginx']],
  ['variants', fourteenthVariants, 121, []],
] as const)(
  'of the fourteenth corpus what is left has no name, and nothing once its values are registered: %s',
  (_, make, least, left) => {
    const samples = make();
    expect(samples.length).toBeGreaterThanOrEqual(least);
    expect(missed(bare, samples)).toEqual(left);
    const values = samples.flatMap(({ secrets }) => secrets).filter((secret) => secret.length >= 4);
    expect(missed(createRedactor({ key: 'blind', environment: {}, values }), samples)).toEqual([]);
  },
);

test.each([
  ['of all kinds', fourteenthLookalikes, 454],
  ['near what is found', fourteenthNear, 136],
] as const)('nothing of the fourteenth look-alikes is taken for a secret: %s', (_, make, least) => {
  const samples = make();
  expect(samples.length).toBeGreaterThanOrEqual(least);
  const harmed = samples.filter((sample) => redactSample(bare, sample).includes('[REDACTED:'));
  expect(harmed.map(({ label, input }) => `${label} ${JSON.stringify(input)}`)).toEqual([]);
});
