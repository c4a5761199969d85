import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** How large the young generation of a process gets, in MB, in which much that was just made lives on for a while. */
function youngAfter(argv: string[] = []): number {
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { boundOwnMemory } from ${JSON.stringify(new URL('bound-own-memory.ts', import.meta.url).href)};
    let kept = [];
    for (let at = 0; at < 2e6; at += 1) {
      kept.push({ at, list: [at] });
      if (kept.length > 2e5) kept = [];
      if (at % 1e4 === 0) boundOwnMemory();
    }
    console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size / 2 ** 20);
  `;
  const args = ['--no-warnings', ...argv, '--input-type=module', '--eval', script];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

test('a process stays as small as its workers are started', () => {
  expect(youngAfter()).toBeLessThanOrEqual(32);
});

test('a process that says itself how its memory grows is left alone', () => {
  expect(youngAfter(['--max-semi-space-size=64'])).toBeGreaterThan(32);
});
