import { join } from 'node:path';
import { createRedactor } from '@agent-replay/redaction';
import { expect, test } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { createProject, fixtureFiles, toolInteraction } from '../project.suite.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import { smallest } from './cuts.ts';
import type { Package, Probe } from './package.ts';
import { Search } from './search.ts';

test.each([1, 2, 3, 7, 20])('a search that may take %i replays takes no more', async (limit) => {
  const calls = ['1', '2', '3', '4', '5', '6'].map((id) =>
    toolInteraction(id, 'search', { asked: id }, { a: 1, b: 2 }),
  );
  const { root } = createProject(fixtureFiles('one', { interactions: calls }));
  const fixture = loadFixture(join(root, 'fixtures/suite/one'));
  const whole: Package = { interactions: fixture.interactions, state: [], payload: { x: 1, y: 2 } };
  let replays = 0;
  const probe: Probe = {
    redactor: createRedactor(),
    // All of it is needed, and some of it is not asked for: what is not asked for is tried at every turn.
    async replay(candidate) {
      replays += 1;
      const isWhole = JSON.stringify(candidate) === JSON.stringify(whole);
      return {
        verdict: { failure_class: isWhole ? fixture.notes.failure_class : null, issues: [] },
        ledger: { served: ['1'] },
        run: null,
      } as unknown as ReplayResult;
    },
    close: () => undefined,
  };
  const search = new Search(fixture, { probe, limit, config: await loadConfig(root) });
  expect(await smallest(whole, search)).toEqual(whole);
  expect(replays).toBe(limit);
  expect(search.replays).toBe(limit);
});
