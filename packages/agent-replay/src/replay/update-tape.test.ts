import { join } from 'node:path';
import { createRedactor } from '@agent-replay/redaction';
import { expect, test } from 'vitest';
import { fixtureSha256 } from '../discover/fixture-sha256.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { createProject, fixtureFiles, toolInteraction } from '../project.suite.ts';
import { updateTape } from './update-tape.ts';

test('what has drifted is taken over, and the digest that a proof is bound to changes', async () => {
  const { root } = createProject(
    fixtureFiles('one', {
      interactions: [toolInteraction('1', 'a', 1, 'old'), toolInteraction('2', 'b', 1, 'old')],
    }),
  );
  const dir = join(root, 'fixtures/suite/one');
  const before = fixtureSha256(dir);
  const drift = [{ interaction: '2', part: 'response' as const, differences: [], received: 'new' }];
  expect(await updateTape(dir, [], createRedactor())).toEqual([]);
  expect(fixtureSha256(dir)).toBe(before);
  expect(await updateTape(dir, drift, createRedactor())).toEqual(['2']);
  expect(loadFixture(dir).interactions.map(({ response }) => response)).toEqual([
    { result: 'old' },
    { result: 'new' },
  ]);
  expect(fixtureSha256(dir)).not.toBe(before);
});
