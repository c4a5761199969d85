import { expect, test } from 'vitest';
import { eventsOf } from '../evidence.suite.ts';
import { outcomeWith, textOf } from './outcome.suite.ts';
import { toHaveTransitioned } from './to-have-transitioned.ts';

test('toHaveTransitioned follows a state', () => {
  const events = eventsOf({ kind: 'state_change', ref: 'job/1', from: 'queued', to: 'done' });
  const outcome = outcomeWith({ evidence: { events } });
  expect(textOf(toHaveTransitioned(outcome, 'job/1', ['queued', 'claimed', 'done']), false))
    .toMatchInlineSnapshot(`
    "expect(outcome).toHaveTransitioned("job/1", ["queued","claimed","done"])

      state     job/1
      expected  "queued" → "claimed" → "done"
      received  "queued" → "done"
      because   "claimed" was left out"
  `);
  expect(textOf(toHaveTransitioned(outcome, 'job/1', ['queued', 'done']), true)).toMatchInlineSnapshot(`
    "expect(outcome).not.toHaveTransitioned("job/1", ["queued","done"])

      state     job/1
      expected  another way than "queued" → "done"
      received  "queued" → "done""
  `);
  expect(textOf(toHaveTransitioned(outcome, 'job/2', ['queued', 'done']), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveTransitioned("job/2", ["queued","done"])

      state     job/2
      expected  "queued" → "done"
      received  no change
      because   no such state was seen"
  `);
});

test('toHaveTransitioned takes no state for one that nobody can tell it from, nor for another', () => {
  const events = eventsOf({ kind: 'state_change', ref: 'doc', from: 'new', to: { $truncated: 'size' } });
  const outcome = outcomeWith({ evidence: { events } });
  expect(() => toHaveTransitioned(outcome, 'doc', ['new', 'x'])).toThrow(
    'Failed to read the states of "doc": too little of its states was kept to tell.',
  );
});
