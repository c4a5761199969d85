import { expect, test } from 'vitest';
import { isOpaque } from './is-opaque.ts';

test.each(['word2vec', 'Seq2Seq', 'text2speech', 'gpt2tokenizer', 'bert4config'])(
  '"%s" is made of words',
  (value) => {
    expect(isOpaque(value, 6)).toBe(false);
  },
);

test.each(['R6idNKkeSWyOtMp', 'tq9vidukeswyotap', 'Kx2RtUwQpLmZ'])('"%s" is made by chance', (value) => {
  expect(isOpaque(value, 6)).toBe(true);
});
