import { expect, test } from 'vitest';
import { countProject, missingProjects } from './missing-projects.ts';

test('a config that is loaded once more for a browser, after its projects have the plugin, misses none', async () => {
  expect(await missingProjects()).toContain('none of the projects has it');
  countProject();
  expect(await missingProjects()).toBeNull();
});
