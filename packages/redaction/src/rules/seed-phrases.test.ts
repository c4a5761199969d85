import { describeRule } from './rule.suite.ts';
import { seedPhrases } from './seed-phrases.ts';

const WORDS = 'legal winner thank year wave sausage worth useful legal winner thank yellow';

describeRule(seedPhrases, {
  finds: [
    [`My seed phrase is: ${WORDS}`, WORDS],
    [
      `Mnemonic:\n${WORDS.split(' ')
        .map((word, at) => `${at + 1}. ${word}`)
        .join('\n')}`,
      '12. yellow',
    ],
    [`recovery words = "${WORDS.replaceAll(' ', ', ')}"`, WORDS.replaceAll(' ', ', ')],
  ],
  leaves: [
    'The seed phrase: never share with anybody whoever asks and keep the paper safe',
    `seed: ${WORDS.slice(0, -7)}`,
    'words: one two three',
  ],
});
