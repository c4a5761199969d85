import { type MatcherResult, outcomeOf, result } from './matcher.ts';

/** Every call that left the agent was on the tape. */
export function toHaveNoMisses(received: unknown): MatcherResult {
  const { ledger } = outcomeOf('toHaveNoMisses', received);
  const misses = ledger?.misses ?? [];
  const count = `${misses.length} ${misses.length === 1 ? 'miss' : 'misses'}`;
  const [first] = misses;
  return result({ name: 'toHaveNoMisses', pass: first === undefined }, () =>
    first === undefined
      ? [
          ['expected', 'a call that is not on the tape'],
          ['received', 'none'],
        ]
      : [
          ['expected', 'no misses'],
          ['received', count],
          ...misses.slice(0, 5).map((miss) => ['call', `${miss.call} (${miss.cause})`] as const),
          ['fix', first.fix],
        ],
  );
}
