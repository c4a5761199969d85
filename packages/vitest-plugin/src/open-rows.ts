import type { Seal } from 'agent-replay/discover';
import type { ReplayRow } from 'agent-replay/runner';
import type { TestCase } from 'vitest/node';

/**
 * Reads what a worker says of a test's fixture. An agent in that worker can say it, too: only what is sealed counts, and
 * only where it is about this fixture. What was read takes the place of what was sealed, for other reporters and for
 * reports that are merged later.
 */
export function openRows(seal: Seal): (test: TestCase) => readonly ReplayRow[] {
  const opened = new WeakSet<readonly ReplayRow[]>();
  return (test) => {
    const meta = test.meta();
    const said: unknown = meta.agentReplay;
    if (!Array.isArray(said)) return [];
    if (opened.has(said as ReplayRow[])) return said as ReplayRow[];
    const rows = said
      .map((each) => seal.open(each) as ReplayRow | undefined)
      .filter((row) => row !== undefined)
      .filter(({ suite, fixture_id }) => `${suite}\0${fixture_id}` === nameOf(test));
    opened.add(rows);
    meta.agentReplay = rows;
    return rows;
  };
}

/** The fixture that a test is named by. */
export function nameOf({ parent, name }: Pick<TestCase, 'parent' | 'name'>): string {
  return `${parent.type === 'suite' ? parent.name : ''}\0${name}`;
}
