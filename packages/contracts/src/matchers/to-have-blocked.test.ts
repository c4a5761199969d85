import { expect, test } from 'vitest';
import { outcomeWith, textOf } from './outcome.suite.ts';
import { toHaveBlocked } from './to-have-blocked.ts';

test('toHaveBlocked finds a refusal by operation and target', () => {
  const outcome = outcomeWith({
    ledger: {
      blocked: [
        { code: 'EBLOCKED', operation: 'tcp', target: 'api.example.com:443', call_site: 'src/agent.ts:7:3' },
      ],
    },
  });
  expect(textOf(toHaveBlocked(outcome, 'tcp', 'api.example.com:*'), true)).toMatchInlineSnapshot(`
    "expect(outcome).not.toHaveBlocked("tcp", "api.example.com:*")

      expected  no refused tcp api.example.com:*
      received  tcp api.example.com:443
      at        src/agent.ts:7:3"
  `);
  expect(textOf(toHaveBlocked(outcome, 'spawn'), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveBlocked("spawn")

      expected  a refused spawn
      received  tcp api.example.com:443"
  `);
  expect(textOf(toHaveBlocked(outcomeWith()), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveBlocked()

      expected  a refused operation
      received  none"
  `);
});
