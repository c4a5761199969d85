import { expect, test } from 'vitest';
import { createProject } from '../project.suite.ts';

test('the demo closes the loop, from the lie to a gate that opens', { timeout: 300_000 }, async () => {
  const { code, stdout, stderr } = await createProject().run('demo');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('the agent says {"done":true} and the validator says failed missing_artifact_ref');
  expect(stdout).toMatch(/✓ proven {2}agent_failure_forensics\/missing_artifact_ref/);
  expect(stdout).toContain('✓ healthy: 1 of 1 fixtures proven, fresh and passing');
});
