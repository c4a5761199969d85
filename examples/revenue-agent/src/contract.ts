import { type Contract, definePredicate, type Evidence } from '@agent-replay/contracts';

/** The payment is confirmed by a probe, and was tried once. */
export const contract: Contract = {
  artifacts: { min: 1, kinds: ['other'] },
  predicates: ['x_charged_again'],
};

export const predicates = [
  definePredicate({
    id: 'x_charged_again',
    expected: 'at most one call that charges',
    check(evidence) {
      const charges = chargesIn(evidence);
      return charges <= 1 || `the customer was charged ${charges} times`;
    },
  }),
];

function chargesIn({ events }: Evidence): number {
  return events.filter(
    (event) =>
      event.kind === 'tool_call' &&
      event.interaction.kind === 'http' &&
      event.interaction.request.method === 'POST' &&
      new URL(event.interaction.request.url).pathname === '/v1/payment_intents',
  ).length;
}
