import { connect } from 'node:net';
import { fetch } from 'undici';
import { expect, test } from 'vitest';
import { replayTwo } from './replay-two.suite.ts';

test('a silent socket that one fixture was refused is not charged to a client of the next', async () => {
  const [one, two] = await replayTwo(
    () => void connect(4020, '127.0.0.1').on('error', () => undefined),
    async () => {
      await new Promise((resolve) => void setTimeout(resolve, 10));
      await fetch('http://127.0.0.1:4020/echo').catch(() => undefined);
    },
  );
  const refused = (of: typeof one) => of.ledger?.blocked.map(({ operation }) => operation);
  expect([refused(one), refused(two)]).toEqual([['tcp'], []]);
});
