import type { Rule } from './rule.ts';

/** What the agent recorded and nobody could read may have been anything, also what the contract forbids. */
export const checkUnreadable: Rule = (_, { events }) =>
  events.flatMap((event) =>
    event.kind === 'unreadable'
      ? [
          {
            code: 'evidence_invalid',
            path: '',
            expected: `to read ${event.what}`,
            received: event.error,
            message: `${event.what} could not be read: ${event.error}`,
          },
        ]
      : [],
  );
