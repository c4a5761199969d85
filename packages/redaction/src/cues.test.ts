import { expect, test } from 'vitest';
import { fakes } from './corpora/fake.suite.ts';
import { cue } from './cues.ts';
import { signalsOf } from './signals.ts';

test('words are heard in any case, within and behind one another', () => {
  const short = cue('pass');
  const long = cue('passport|sport');
  const other = cue('passwort');
  const russian = cue('пароль');
  const token = cue('token');
  const heard = signalsOf('my PassPort').heard;
  expect(heard.starts(short)).toEqual([3]);
  expect(heard.starts(long)).toEqual([3, 6]);
  expect(heard.has(other)).toBe(false);
  expect(signalsOf('Führerschein, ПАРОЛЬ').heard.has(russian)).toBe(true);
  expect(signalsOf('to\u212Aen').heard.has(token)).toBe(true);
});

test('a cue of whole words passes over those that end a longer one, in its own script', () => {
  const those = cue('sin|電話', 'whole');
  const heard = signalsOf('using SIN a_sin 1sin, sin 用電話').heard;
  expect(heard.starts(those)).toEqual([6, 22, 27]);
});

test('a pattern tried where its words begin matches what it matches everywhere', () => {
  const words = ['ab', 'abc', 'bca', 'c c', 'ca'];
  const those = cue(words.join('|'));
  const source = `(?:${words.toReversed().join('|')})[abc ]{0,3}`;
  for (let seed = 0; seed < 300; seed += 1) {
    const text = fakes(`cues ${seed}`).of('abcABC ', 60);
    const found = signalsOf(text).heard.matches(those, new RegExp(source, 'iy'));
    const all = [...text.matchAll(new RegExp(source, 'gi'))];
    expect(found.map(({ 0: match, index }) => [index, match])).toEqual(
      all.map(({ 0: match, index }) => [index, match]),
    );
  }
});
