import { expect, test } from 'vitest';
import { createProject } from '../project.suite.ts';

test.each([
  [['--export', 'crontab'], 2],
  [['--export', 'systemd'], 2],
  [[], 2],
  [['--export', 'github'], 0],
])('schedule %j --shards 2 ends with %i: what would not be split is refused', async (args, code) => {
  const ended = await createProject({ 'package.json': {} }).run('schedule', ...args, '--shards', '2');
  expect(ended.code).toBe(code);
  if (code === 2) expect(ended.stderr).toContain('--shards is for github and kubernetes');
});
