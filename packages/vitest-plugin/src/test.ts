import { isAbsolute, resolve } from 'node:path';
import { loadConfig, replay as replayFixture, type ReplayOptions, type ReplayResult } from 'agent-replay';
import { inject, test as base, vi } from 'vitest';
import './matcher-types.ts';

/** Vitest's own, which has the matchers. */
export { expect } from 'vitest';

/** Replays the fixture in a folder, relative to Vitest's root; the agent is loaded by Vitest. */
export type Replay = (dir: string, options?: ReplayOptions) => Promise<ReplayResult>;

// Vitest transforms this module, so that the import below is its own: aliases and TypeScript work.
const importModule = (file: string): Promise<unknown> => import(/* @vite-ignore */ file);

/**
 * Vitest's `test` with a `replay`.
 *
 * @example
 * import { expect, test } from '@agent-replay/vitest-plugin/test';
 *
 * test('leaves a report', async ({ replay }) => {
 *   expect(await replay('fixtures/refunds/late_refund')).toHaveVerdict('passed');
 * });
 */
export const test = base.extend<{ replay: Replay }>({
  // eslint-disable-next-line no-empty-pattern
  replay: async ({}, use) => {
    const root = inject('agent-replay:root');
    const config = loadConfig(root, { import: importModule });
    await use(async (dir, options = {}) =>
      replayFixture(isAbsolute(dir) ? dir : resolve(root, dir), {
        config: await config,
        importModule,
        untilLoaded: () => vi.dynamicImportSettled(),
        ...options,
      }),
    );
  },
});
