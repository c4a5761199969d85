import { expect, test } from 'vitest';
import { varies } from './varies.ts';

test.each([
  ['a duration', { took_ms: 57 }, { took_ms: 0 }, { took_ms: 61 }],
  ['a random number', { temperature: 0.123 }, { temperature: 0.7 }, { temperature: 0.25 }],
  ['a digest', '/blob/3fa1', '/blob/9bc2', '/blob/07aa'],
  ['a duration in a text', 'It took 57 ms.', 'It took 0 ms.', 'It took 61 ms.'],
  ['numbers of other lengths', 'at 0.5,x', 'at 12,x', 'at 1.25,x'],
  ['a number with a sign', 'by -3 now', 'by 4 now', 'by 11 now'],
  ['a word made by chance', 'job-abc-mwy5 is done', 'job-x1y-mwz7 is done', 'job-q8-aaaa is done'],
  ['one of many lines', 'id,age\nx,57\n', 'id,age\nx,0\n', 'id,age\nx,61\n'],
  ['a line in base64', 'c2luY2U9MQ==', 'c2luY2U9Mg', 'c2luY2U9+w='],
  ['a sign and a word', 'delta=-5,mode=safe,at=1', 'delta=5,mode=safe,at=2', 'delta=-7,mode=safe,at=4'],
  ['an escaped digest', 'f_a%2Bb-mode.safe-x1', 'f_c-mode.safe-y2', 'f_d%3De%2F-mode.safe-z3'],
  ['nothing', { a: [1, 'x'] }, { a: [1, 'x'] }, { a: [1, 'x'] }],
])('%s varies', (_, recorded, replayed, otherwise) => {
  expect(varies(recorded, replayed, otherwise)).toBe(true);
});

test.each([
  ['a prompt', 'Be brief. It took 57 ms.', 'Be kind. It took 0 ms.', 'Be kind. It took 61 ms.'],
  ['more words', 'It took very long: 57 ms.', 'It took 0 ms.', 'It took 61 ms.'],
  ['an end', 'It took 57 ms. Stop.', 'It took 0 ms.', 'It took 61 ms.'],
  ['a number that both replays say', { amount: 40, at: 1 }, { amount: 400, at: 2 }, { amount: 400, at: 3 }],
  ['a field more', { at: 1 }, { at: 2, to: 'x' }, { at: 3, to: 'x' }],
  ['an item less', [1, 2], [3], [4]],
  ['a line more', 'a 1\nb', 'a 2', 'a 3'],
  ['another type', { at: '1' }, { at: 2 }, { at: 3 }],
  [
    'a word between two that vary',
    'delta=-5,mode=safe,at=1',
    'delta=5,mode=kill,at=2',
    'delta=-7,mode=kill,at=4',
  ],
  ['a word by signs that come and go', 'a=-1,safe,b=1', 'a=-2,kill,b=2', 'a=3,kill,b=-3'],
  ['a word beside an escaped digest', 'f_a%2Bb-mode.safe-x1', 'f_c-mode.kill-y2', 'f_d%3De%2F-mode.kill-z3'],
  ['a sentence in place of a word', 'say no to this', 'say 1', 'say 2'],
])('%s does not', (_, recorded, replayed, otherwise) => {
  expect(varies(recorded, replayed, otherwise)).toBe(false);
});
