import { expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';
import { afterwardsCorpus } from './afterwards-corpus.suite.ts';
import { everydayCorpus } from './everyday-corpus.suite.ts';
import { everydayLookalikes } from './everyday-lookalikes.suite.ts';
import { farCorpus } from './far-corpus.suite.ts';
import { freshCorpus } from './fresh-corpus.suite.ts';
import { freshLookalikes } from './fresh-lookalikes.suite.ts';
import { heldOutCorpus } from './held-out-corpus.suite.ts';
import { lookalikes } from './lookalikes.suite.ts';
import { latestCorpus } from './latest-corpus.suite.ts';
import { latestLookalikes } from './latest-lookalikes.suite.ts';
import { ownCorpus, type Sample } from './own-corpus.suite.ts';
import { missed, redactSample } from './recall.suite.ts';
import { secondHandCorpus } from './second-hand-corpus.suite.ts';
import { UNNAMED_LOOKALIKES, unnamedCorpus } from './unnamed-corpus.suite.ts';

const bare = createRedactor({ key: 'corpora', environment: {} });
const registered = (samples: readonly Sample[]) =>
  createRedactor({
    key: 'corpora',
    environment: {},
    values: samples.flatMap(({ secrets }) => secrets).filter((secret) => secret.length >= 4),
  });

test('nothing of the own corpus is left', () => {
  expect(ownCorpus().length).toBeGreaterThanOrEqual(120);
  expect(missed(bare, ownCorpus())).toEqual([]);
});

test('of the held-out corpus at least nine tenths are found without registered values', () => {
  const samples = heldOutCorpus();
  expect(samples.length).toBeGreaterThanOrEqual(60);
  expect(missed(bare, samples).length / samples.length).toBeLessThanOrEqual(0.1);
});

test('nothing of the held-out corpus is left once its values are registered', () => {
  expect(missed(registered(heldOutCorpus()), heldOutCorpus())).toEqual([]);
});

test('at most one in a hundred look-alikes is taken for a secret', () => {
  const samples = lookalikes();
  const harmed = samples
    .filter((sample) => redactSample(bare, sample).includes('[REDACTED:'))
    .map(({ label }) => label);
  expect(samples.length).toBeGreaterThanOrEqual(300);
  expect(harmed.length, harmed.join(', ')).toBeLessThanOrEqual(samples.length / 100);
});

test('every corpus is at rest after one redaction', () => {
  for (const sample of [...ownCorpus(), ...heldOutCorpus()].filter(({ as }) => as === 'text')) {
    const once = bare.text(String(sample.input));
    expect(bare.text(once), sample.label).toBe(once);
  }
});

test('of the fresh corpus nothing is left', () => {
  const samples = freshCorpus();
  expect(samples.length).toBeGreaterThanOrEqual(230);
  expect(missed(bare, samples)).toEqual([]);
  expect(missed(registered(samples), samples)).toEqual([]);
});

test('of the fresh look-alikes none is taken for a secret', () => {
  const samples = freshLookalikes();
  const harmed = samples.filter((sample) => redactSample(bare, sample).includes('[REDACTED:'));
  expect(samples.length).toBeGreaterThanOrEqual(150);
  expect(harmed.map(({ label }) => label)).toEqual([]);
});

test('of the far corpus at most one in twenty is left', () => {
  const samples = farCorpus();
  expect(samples.length).toBeGreaterThanOrEqual(200);
  expect(missed(bare, samples)).toEqual(['pulumi yaml', 'sops']);
  expect(missed(registered(samples), samples)).toEqual([]);
});

test('of the everyday corpus nothing is left', () => {
  const samples = everydayCorpus();
  expect(samples.length).toBeGreaterThanOrEqual(400);
  expect(missed(bare, samples)).toEqual([]);
  expect(missed(registered(samples), samples)).toEqual([]);
});

test('none of the everyday look-alikes is taken for a secret', () => {
  const samples = everydayLookalikes();
  const harmed = samples.filter((sample) => redactSample(bare, sample).includes('[REDACTED:'));
  expect(samples.length).toBeGreaterThanOrEqual(200);
  expect(harmed.map(({ label }) => label)).toEqual([]);
});

test('of the second-hand corpus an address that is spelt out with a port is left', () => {
  const samples = secondHandCorpus();
  expect(samples.length).toBeGreaterThanOrEqual(200);
  expect(missed(bare, samples)).toEqual(['email obfuscated port']);
  expect(missed(registered(samples), samples)).toEqual([]);
});

test('of the latest corpus at most one in fifty is left', () => {
  const samples = latestCorpus();
  expect(samples.length).toBeGreaterThanOrEqual(300);
  expect(missed(bare, samples)).toEqual(['solana keypair']);
  expect(missed(registered(samples), samples)).toEqual([]);
});

test('of the latest look-alikes none is taken for a secret', () => {
  const samples = latestLookalikes();
  const harmed = samples.filter((sample) => redactSample(bare, sample).includes('[REDACTED:'));
  expect(samples.length).toBeGreaterThanOrEqual(140);
  expect(harmed.map(({ label }) => label)).toEqual([]);
});

test('of what was written afterwards nothing is left', () => {
  const samples = afterwardsCorpus();
  expect(samples.length).toBeGreaterThanOrEqual(50);
  expect(missed(bare, samples)).toEqual([]);
  expect(missed(registered(samples), samples)).toEqual([]);
});

test('of secrets without a name nothing is left', () => {
  const samples = unnamedCorpus();
  expect(samples.length).toBeGreaterThanOrEqual(140);
  expect(missed(bare, samples)).toEqual([]);
  expect(missed(registered(samples), samples)).toEqual([]);
});

test('of what nearly is a secret without a name nothing is taken', () => {
  expect(UNNAMED_LOOKALIKES.filter((text) => bare.text(text) !== text)).toEqual([]);
});
