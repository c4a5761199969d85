import { expect, test } from 'vitest';
import { fakes } from './corpora/fake.suite.ts';
import { cue, hear } from './cues.ts';

test('words are heard in any case, within and behind one another', () => {
  const short = cue('pass');
  const long = cue('passport|sport');
  const other = cue('passwort');
  const russian = cue('пароль');
  const token = cue('token');
  const heard = hear('my PassPort');
  expect(heard.starts(short)).toEqual([3]);
  expect(heard.starts(long)).toEqual([3, 6]);
  expect(heard.has(other)).toBe(false);
  expect(hear('Führerschein, ПАРОЛЬ').has(russian)).toBe(true);
  expect(hear('to\u212Aen').has(token)).toBe(true);
});

test('a pattern tried where its words begin matches what it matches everywhere', () => {
  const words = ['ab', 'abc', 'bca', 'c c', 'ca'];
  const those = cue(words.join('|'));
  const source = `(?:${words.toReversed().join('|')})[abc ]{0,3}`;
  for (let seed = 0; seed < 300; seed += 1) {
    const text = fakes(`cues ${seed}`).of('abcABC ', 60);
    const found = hear(text).matches(those, new RegExp(source, 'iy'));
    const all = [...text.matchAll(new RegExp(source, 'gi'))];
    expect(found.map(({ 0: match, index }) => [index, match])).toEqual(
      all.map(({ 0: match, index }) => [index, match]),
    );
  }
});
