import type { TestContext } from '@jest/test-result';

/** Tells whether a fixture is where Jest does not look at all, so that it learns of no edit. */
export function isUnseen({ hasteFS }: TestContext, path: string): boolean {
  return !hasteFS.exists(path);
}

/** What to tell of fixtures that Jest does not see. */
export function unseen(count: number, watches: boolean): string {
  const [fixtures, theirs] = count === 1 ? ['1 fixture', 'its edits'] : [`${count} fixtures`, 'their edits'];
  const yet = watches ? ', or Jest has not noticed them yet' : '';
  return `agent-replay  your roots, modulePathIgnorePatterns or moduleFileExtensions hide ${fixtures} from Jest${yet}; -o and --watch miss ${theirs}, runs of everything or by path have them all the same`;
}
