/** What a run fails with that would have no fixture, for the user's `testPathIgnorePatterns` leaves out all. */
export function allIgnored(count: number): string {
  return [
    `Failed to run any fixture: your testPathIgnorePatterns leaves out ${count === 1 ? 'the one that there is' : `all ${count}`}.`,
    '  fix  name folders in it that hold no fixtures, or run your own tests by their path',
  ].join('\n');
}

/** What a run tells of fixtures that the user's `testPathIgnorePatterns` leaves out. */
export function someIgnored(count: number): string {
  return `agent-replay  your testPathIgnorePatterns leaves out ${count} ${count === 1 ? 'fixture' : 'fixtures'}`;
}
