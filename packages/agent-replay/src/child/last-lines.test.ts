import { createRedactor } from '@agent-replay/redaction';
import { expect, test } from 'vitest';
import { createLastLines } from './last-lines.ts';

const LIMIT = 100;

test('the last lines are whole, and no more than there is room for', () => {
  const last = createLastLines(LIMIT);
  const write = last.stream();
  for (let line = 0; line < 30; line += 1) for (const piece of ['line', ` ${line}`, '\n']) write(piece);
  expect(last.text().split('\n').slice(0, 1)).toEqual(['line 18']);
  expect(last.text()).toMatch(/line 29\n$/);
  write('an end without its end');
  expect(last.text()).toMatch(/line 29\nan end without its end$/);
});

test('a line that is too long is named in its place, wherever it is cut, beside those around it', () => {
  const secret = 'sk-proj-Ab3dEf6hIj9kLmNoPqRsTuVwXyZ0123456789abcd';
  const line = `${'x'.repeat(130)} ${secret} its end`;
  const all = `the reason\n${line}\nafter it\n`;
  const wanted = `the reason\n… (a line of ${line.length} characters)\nafter it\n`;
  for (let at = 0; at <= all.length; at += 1) {
    const last = createLastLines(LIMIT);
    const write = last.stream();
    write(all.slice(0, at));
    expect(createRedactor().text(last.text())).not.toMatch(/Ab3|bcd/);
    write(all.slice(at));
    expect(last.text()).toBe(wanted);
  }
});

test('the lines of two streams are not mixed', () => {
  const last = createLastLines(LIMIT);
  const [out, err] = [last.stream(), last.stream()];
  out('x'.repeat(150));
  err('the reason\n');
  out('sk-half\nafter\n');
  expect(last.text()).toBe('the reason\n… (a line of 157 characters)\nafter\n');
});

test.each([
  ['short', 'begun'],
  ['… (a line of 250 characters)', 'x'.repeat(245)],
])('what is forgotten within a line comes back with the rest of that alone: %s', (_, begun) => {
  const last = createLastLines(LIMIT);
  const write = last.stream();
  write(`before\n${begun}`);
  last.clear();
  expect(last.text()).toBe('');
  write(' rest\n');
  write('next\n');
  expect(last.text()).toBe(`${begun === 'begun' ? 'begun rest' : '… (a line of 250 characters)'}\nnext\n`);
  last.clear();
  expect(last.text()).toBe('');
});
