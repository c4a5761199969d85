import { createRedactor } from '@agent-replay/redaction';
import { expect, it } from 'vitest';
import { envelope } from '../store/envelope.suite.ts';
import { openStore } from '../store/open-store.ts';
import { closeRun } from './close-run.ts';
import { startRun } from './start-run.ts';

it('makes the tables that secrets are looked for with before the first live run of a store begins, once', async () => {
  const plain = createRedactor({});
  let looked = 0;
  const redactor = {
    ...plain,
    text: (value: string) => {
      looked += 1;
      return plain.text(value);
    },
  };
  const store = await openStore(':memory:', { redactor });
  const replay = await startRun(store, envelope({ run_type: 'replay', fixture_id: 'f' }));
  expect(looked).toBe(0);
  const runs = [await startRun(store, envelope()), await startRun(store, envelope())];
  expect(looked).toBe(1);
  for (const run of [replay, ...runs]) await closeRun(run);
  await store.close();
});
