import { AgentReplayError } from './error.ts';
import { show } from './text.ts';

/**
 * Refuses an object with a key that nobody reads, which is a slip of the pen: what it says would not hold.
 *
 * @param summary what failed, without the reason: `Failed to define the agent "refunds"`
 * @throws {AgentReplayError} `OPTION_INVALID`, with the nearest key that there is
 */
export function refuseUnknownKeys(summary: string, value: object, known: readonly string[]): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const near = nearestName(key, known);
    throw new AgentReplayError('OPTION_INVALID', `${summary}: there is no key ${show(key)}.`, {
      lines: [
        ['known', known.join(', ')],
        ['fix', near === undefined ? `remove ${key}` : `write ${near}`],
      ],
      details: { key, known, nearest: near ?? null },
    });
  }
}

/** The name that one was most likely meant to be; undefined when none is alike. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[_-]/g, '');
  const [nearest] = known
    .map((each) => ({ each, far: editDistance(plain(name.slice(0, 64)), plain(each)) }))
    .filter(({ each, far }) => far <= Math.max(1, Math.floor(each.length / 3)))
    .toSorted((one, other) => one.far - other.far);
  return nearest?.each;
}

/** Letters that are put in, left out or changed between two texts (Levenshtein). */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let above = 0; above < from.length; above += 1) {
    const next = [above + 1];
    for (let at = 1; at <= to.length; at += 1) {
      const changed = (row[at - 1] ?? 0) + (to[at - 1] === from[above] ? 0 : 1);
      next.push(Math.min(changed, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
