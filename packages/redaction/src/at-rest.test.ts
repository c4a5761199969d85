import { expect, test } from 'vitest';
import { afterwardsCorpus } from './corpora/afterwards-corpus.suite.ts';
import { FIFTH_ROWS } from './corpora/blind-fifth.suite.ts';
import { FIRST_ROWS } from './corpora/blind-first.suite.ts';
import { FOURTH_ROWS } from './corpora/blind-fourth.suite.ts';
import { blindSamples } from './corpora/blind-rows.suite.ts';
import { SECOND_ROWS } from './corpora/blind-second.suite.ts';
import { THIRD_ROWS } from './corpora/blind-third.suite.ts';
import { eleventhCorpus } from './corpora/eleventh-corpus.suite.ts';
import { everydayCorpus } from './corpora/everyday-corpus.suite.ts';
import { farCorpus } from './corpora/far-corpus.suite.ts';
import { fourteenthBodies } from './corpora/fourteenth-bodies.suite.ts';
import { fourteenthFiles } from './corpora/fourteenth-files.suite.ts';
import { fourteenthJson } from './corpora/fourteenth-json.suite.ts';
import { fourteenthRequests } from './corpora/fourteenth-requests.suite.ts';
import { fourteenthTalk } from './corpora/fourteenth-talk.suite.ts';
import { fourteenthVariants } from './corpora/fourteenth-variants.suite.ts';
import { fourteenthVendors } from './corpora/fourteenth-vendors.suite.ts';
import { freshCorpus } from './corpora/fresh-corpus.suite.ts';
import { heldOutCorpus } from './corpora/held-out-corpus.suite.ts';
import { latestCorpus } from './corpora/latest-corpus.suite.ts';
import { ninthCorpus } from './corpora/ninth-corpus.suite.ts';
import { ownCorpus, type Sample } from './corpora/own-corpus.suite.ts';
import { secondHandCorpus } from './corpora/second-hand-corpus.suite.ts';
import { sixthCorpus } from './corpora/sixth-corpus.suite.ts';
import { thirteenthCorpus } from './corpora/thirteenth-corpus.suite.ts';
import { thirteenthTalk } from './corpora/thirteenth-talk.suite.ts';
import { thirteenthVendors } from './corpora/thirteenth-vendors.suite.ts';
import { twelfthCorpus } from './corpora/twelfth-corpus.suite.ts';
import { unnamedCorpus } from './corpora/unnamed-corpus.suite.ts';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor({ key: 'at rest', environment: {} });
const text = (value: string): string => redactor.text(value);

const CORPORA: readonly (() => Sample[])[] = [
  ownCorpus,
  heldOutCorpus,
  freshCorpus,
  farCorpus,
  everydayCorpus,
  secondHandCorpus,
  latestCorpus,
  afterwardsCorpus,
  unnamedCorpus,
  sixthCorpus,
  ninthCorpus,
  eleventhCorpus,
  twelfthCorpus,
  thirteenthCorpus,
  thirteenthTalk,
  thirteenthVendors,
  fourteenthBodies,
  fourteenthFiles,
  fourteenthJson,
  fourteenthRequests,
  fourteenthTalk,
  fourteenthVariants,
  fourteenthVendors,
];

const samples = (): Sample[] => [
  ...[FIRST_ROWS, SECOND_ROWS, THIRD_ROWS, FOURTH_ROWS, FIFTH_ROWS].flatMap(blindSamples),
  ...CORPORA.flatMap((corpus) => corpus()),
];

const textOf = ({ input }: Sample): string => (typeof input === 'string' ? input : JSON.stringify(input));

/** What may stand around a sample, with how many samples lose more the second time yet. */
test.each<readonly [string, (sample: string) => string, number]>([
  ['nothing', (sample) => sample, 0],
  ['a member of JSON', (sample) => JSON.stringify({ text: sample }), 0],
  ['JSON in JSON', (sample) => JSON.stringify({ text: JSON.stringify({ text: sample }) }), 0],
  ['an event', (sample) => `data: ${JSON.stringify({ delta: sample })}\n\n`, 0],
  ['a block of Markdown', (sample) => `\`\`\`\n${sample}\n\`\`\``, 0],
  ['brackets', (sample) => `[${sample}]`, 0],
  ['hex', (sample) => Buffer.from(sample).toString('hex'), 0],
  ['a secret of AWS in a log', (sample) => `got {"SecretString":${JSON.stringify(sample)}} ok`, 12],
])('what was redacted once is at rest, with %s around it', (_, around, most) => {
  const restless = samples()
    .map((sample) => [sample.label, text(around(textOf(sample)))] as const)
    .filter(([, once]) => text(once) !== once)
    .map(([label]) => label);
  expect(restless.length, restless.join(', ')).toBeLessThanOrEqual(most);
});
