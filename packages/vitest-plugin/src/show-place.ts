import type { TestCase, TestProject } from 'vitest/node';

/**
 * Lets reporters show the place in a fixture's file that a failure names. Vitest quotes, and hands to
 * GitHub, the first frame of a file that it has transformed; no test imports a fixture's files.
 */
export async function showPlace(test: TestCase, project: TestProject): Promise<void> {
  for (const { stacks } of test.result().errors ?? []) {
    const file = stacks?.[0]?.file;
    if (file?.endsWith('.json') !== true) continue;
    // As text, which it is whether or not it is JSON.
    await project.vite.environments['ssr']?.transformRequest(`${file}?raw`).catch(() => null);
  }
}
