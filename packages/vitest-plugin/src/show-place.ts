import type { TestCase, TestProject } from 'vitest/node';

/**
 * Lets reporters show the place in expected.json that a failure names. Vitest quotes, and hands to
 * GitHub, the first frame of a file that it has transformed; no test imports a fixture's files.
 */
export async function showPlace(test: TestCase, project: TestProject): Promise<void> {
  for (const { stacks } of test.result().errors ?? []) {
    const file = stacks?.[0]?.file;
    if (file?.endsWith('.json') !== true) continue;
    // A file that Vite cannot read has no frame then, and the message still names it.
    await project.vite.environments['ssr']?.transformRequest(file).catch(() => null);
  }
}
