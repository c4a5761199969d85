import { expect, test } from 'vitest';
import { afterwardsCorpus } from '../corpora/afterwards-corpus.suite.ts';
import { farCorpus } from '../corpora/far-corpus.suite.ts';
import { freshCorpus } from '../corpora/fresh-corpus.suite.ts';
import { heldOutCorpus } from '../corpora/held-out-corpus.suite.ts';
import { ownCorpus } from '../corpora/own-corpus.suite.ts';
import { unnamedCorpus } from '../corpora/unnamed-corpus.suite.ts';
import { createNames } from '../names/names.ts';
import { placeholders } from '../placeholder.ts';
import { createRewrite } from '../rewrite.ts';
import { createScanner } from '../scanner.ts';
import { ALL_RULES } from './all-rules.ts';
import type { Rule } from './rule.ts';
import { findValues } from '../find-values.ts';

const placeholder = placeholders('needs');
const scannerOf = (rules: readonly Rule[]) =>
  createScanner({
    names: createNames(),
    placeholder,
    rewrite: createRewrite(findValues([]), placeholder),
    own: [],
    rules,
  });

/** A rule that is asked of every text. */
const always = (rule: Rule): Rule => ({
  name: rule.name,
  ...(rule.readsData === true && { readsData: true }),
  mayFind: () => true,
  find: (...asked) => rule.find(...asked),
});

test('nothing else is found in six corpora where every rule looks at every text', () => {
  const [asked, all] = [scannerOf(ALL_RULES), scannerOf(ALL_RULES.map(always))];
  const texts = [ownCorpus, heldOutCorpus, freshCorpus, farCorpus, afterwardsCorpus, unnamedCorpus].flatMap(
    (corpus) => corpus().map(({ input }) => (typeof input === 'string' ? input : JSON.stringify(input))),
  );
  expect(texts.length).toBeGreaterThan(700);
  for (const text of texts) expect(asked(text), text).toEqual(all(text));
});
