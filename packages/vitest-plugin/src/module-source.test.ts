import { expect, test } from 'vitest';
import { moduleSource } from './module-source.ts';

const module = {
  file: '/p/.vitest/agent-replay/all/@fixtures/index.replay.js',
  fixtures: [
    { fixture_id: 'late', suite: 'refunds', tier: 'full' as const, dir: '/p/fixtures/refunds/late' },
  ],
};

test.each([
  ['jsdom', true],
  ['happy-dom', true],
  ['node', false],
  ['./my-environment.ts', false],
])('beside tests in %s agents have the environment of Node: %s', (environment, isAsked) => {
  const source = moduleSource(module, { root: '/p', imports: new Map(), environment });
  expect(source.includes('// @vitest-environment node\n')).toBe(isAsked);
});

test('each fixture has a line of its own, which says what it is', () => {
  const source = moduleSource(module, { root: '/p', imports: new Map(), environment: 'node' });
  expect(source).toContain('test("late", { tags: ["full"] }, replayOf("fixtures/refunds/late"));');
});
