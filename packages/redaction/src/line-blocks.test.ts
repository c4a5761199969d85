import { expect, test } from 'vitest';
import { fakes } from './corpora/fake.suite.ts';
import { lineBlockAt } from './line-blocks.ts';
import { shorten } from './long-data.ts';
import { createRedactor } from './redactor.ts';
import { signalsOf } from './signals.ts';

const f = fakes('line blocks');
const bare = createRedactor({ key: 'blocks', environment: {} });
const secret = f.alnum(24);
const wrapped = (data: string, width = 76, indent = '  '): string =>
  data.replace(new RegExp(`.{1,${width}}`, 'g'), (line) => `${indent}${line}\n`);
const image = wrapped(
  Buffer.from(Array.from({ length: 9000 }, (_, at) => (at * at * 31 + at) % 251)).toString('base64'),
);
const numbers = Array.from({ length: 800 }, (_, at) => `    - -0.0${at}123${at}\n`).join('');

test.each([
  ['base64 on lines', image],
  ['base64 on lines without a margin', image.replaceAll('  ', '')],
  ['measured numbers', numbers],
])('the middle of %s is left out, and runs are those of the whole', (_, block) => {
  const text = `a: |\n${block}password: ${secret}\n`;
  const short = shorten(text);
  expect(short?.text.length).toBeLessThan(1500);
  const runs = short?.runsOf(signalsOf(short.text).runs) ?? [];
  const all = signalsOf(text).runs;
  expect(runs.filter((at) => !all.includes(at))).toEqual([]);
  if (block !== numbers) expect(runs).toEqual(all);
  const at = short?.text.indexOf(secret) ?? 0;
  expect(short?.whole({ start: at, end: at + 24, kind: 'password' })?.start).toBe(text.indexOf(secret));
  expect(bare.text(text)).toBe(text.replace(secret, bare.text(`password: ${secret}`).slice(10)));
});

test('a secret in base64 on lines is found, wherever it stands', () => {
  const filler = Array.from({ length: 6000 }, (_, at) => String.fromCharCode(32 + ((at * at * 7) % 95))).join(
    '',
  );
  for (const at of [0, 1500, 3001, 5990]) {
    const text = `${filler.slice(0, at)}\npassword=${secret}\n${filler.slice(at)}`;
    const after = bare.text(`x: |\n${wrapped(Buffer.from(text).toString('base64'))}`);
    const data = after.slice(after.indexOf('\n')).replace(/\s+/g, '');
    expect(Buffer.from(data, 'base64').toString()).not.toContain(secret);
  }
});

test('a registered value that is cut by lines of base64 is found', () => {
  const value = f.base64(60);
  const all = image.replaceAll(/\s+/g, '');
  const text = wrapped(`${all.slice(0, 6000)}${value}${all.slice(6000)}`);
  const after = createRedactor({ key: 'blocks', environment: {}, values: [value] }).text(text);
  expect(after.replaceAll(/\s+/g, '')).not.toContain(value);
});

test('lines of one width that may be keys are looked at one by one', () => {
  const keys = Array.from({ length: 80 }, () => `ghp_${f.alnum(72)}`);
  const after = bare.text(`${keys.join('\n')}\n`);
  for (const key of keys) expect(after).not.toContain(key);
  const plain = Array.from({ length: 80 }, () => f.alnum(64)).join('\n');
  expect(shorten(`${plain}\n`)).toBeUndefined();
});

test('a list of digests is looked at once, and none of it is left out', () => {
  const list = Array.from({ length: 4000 }, () => `${f.hex(64)}\n`).join('');
  const block = lineBlockAt(list, 3000, 0, 3000);
  expect(block?.isData).toBe(false);
  // the next look begins where this one ended
  expect(list.length - (block?.end ?? 0)).toBeLessThan(1000);
  expect(shorten(list)).toBeUndefined();
});
