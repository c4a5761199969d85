import { expect, test } from 'vitest';
import { outcomeWith, textOf } from './outcome.suite.ts';
import { toHaveEvidencePaths } from './to-have-evidence-paths.ts';

test('toHaveEvidencePaths counts paths that lead somewhere, or looks for some', () => {
  const outcome = outcomeWith({
    evidence: {
      evidence_paths: [
        { path: 'notes/a.md', resolved: true },
        { path: 'notes/b.md', resolved: true },
        { path: 'notes/c.md', resolved: false },
      ],
    },
  });
  expect(textOf(toHaveEvidencePaths(outcome, 3), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveEvidencePaths(3)

      expected    at least 3 evidence paths
      received    2: notes/a.md, notes/b.md
      unresolved  notes/c.md"
  `);
  expect(textOf(toHaveEvidencePaths(outcome, 2), true)).toMatchInlineSnapshot(`
    "expect(outcome).not.toHaveEvidencePaths(2)

      expected    fewer than 2 evidence paths
      received    2: notes/a.md, notes/b.md
      unresolved  notes/c.md"
  `);
  expect(textOf(toHaveEvidencePaths(outcome, ['notes/*.md', 'data/**']), false)).toMatchInlineSnapshot(`
    "expect(outcome).toHaveEvidencePaths(["notes/*.md","data/**"])

      expected    evidence in notes/*.md, data/**
      received    2: notes/a.md, notes/b.md
      missing     data/**
      unresolved  notes/c.md"
  `);
  expect(() => toHaveEvidencePaths(outcome, 0)).toThrowErrorMatchingInlineSnapshot(
    `[AgentReplayError: Failed to read "toHaveEvidencePaths": it takes a count from 1 or a list of globs, not 0.]`,
  );
});
