import { type Contract, definePredicate, type Evidence } from '@agent-replay/contracts';

/** A report, and no page opened after the lease or outside its origins. */
export const contract: Contract = {
  artifacts: { min: 1, kinds: ['report'], readable: true },
  predicates: [
    'x_opened_after_lease',
    { id: 'x_opened_elsewhere', options: { origins: ['https://docs.example'] } },
  ],
};

export const predicates = [
  definePredicate({
    id: 'x_opened_after_lease',
    expected: 'no page to be opened after the lease',
    check: (evidence) =>
      listed(
        openedIn(evidence).filter(({ left }) => left <= 0),
        'after the lease',
      ),
  }),
  definePredicate({
    id: 'x_opened_elsewhere',
    expected: 'only pages of the lease’s origins',
    check: (evidence, { origins }) =>
      listed(
        openedIn(evidence).filter(({ url }) => !(origins as string[]).includes(new URL(url).origin)),
        'outside the lease',
      ),
  }),
];

interface Opened {
  url: string;
  left: number;
}

function openedIn({ events }: Evidence): Opened[] {
  return events.flatMap((event) => {
    if (event.kind !== 'x_opened') return [];
    const { url, lease_left_ms: left } = event.data as { url: string; lease_left_ms: number };
    return [{ url, left }];
  });
}

function listed(opened: readonly Opened[], when: string): true | string {
  return opened.length === 0 || `opened ${when}: ${opened.map(({ url }) => url).join(', ')}`;
}
