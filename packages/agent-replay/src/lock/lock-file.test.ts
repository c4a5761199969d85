import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRedactor } from '@agent-replay/redaction';
import { expect, test } from 'vitest';
import { createProject } from '../project.suite.ts';
import { addToLock, readLock } from './lock-file.ts';

test('the lock file keeps the names of fixtures, sorted, each once', async () => {
  const { root, read } = createProject();
  expect(await readLock(root)).toBeNull();
  await addToLock(root, ['b/y', 'a/x', 'b/y'], createRedactor());
  await addToLock(root, ['b/x', 'a/x'], createRedactor());
  expect(await readLock(root)).toEqual(['a/x', 'b/x', 'b/y']);
  expect(JSON.parse(read('agent-replay.lock.json'))).toEqual({ format: 1, fixtures: ['a/x', 'b/x', 'b/y'] });
});

test('no line is lost that several processes add at once', async () => {
  const { root, node } = createProject();
  const source = fileURLToPath(new URL('lock-file.ts', import.meta.url));
  const add = `import { addToLock } from ${JSON.stringify(source)}; import { createRedactor } from '@agent-replay/redaction';
    const [root, suite] = process.argv.slice(1);
    for (let n = 0; n < 10; n++) await addToLock(root, [suite + '/' + n], createRedactor());`;
  const start = (suite: string) =>
    node('--conditions=@agent-replay/source', '--input-type=module', '-e', add, root, suite);
  const ended = await Promise.all(['a', 'b', 'c'].map(start));
  expect(ended.map(({ stderr }) => stderr)).toEqual(['', '', '']);
  expect(await readLock(root)).toHaveLength(30);
});

test('nothing is written where all lines are there', async () => {
  const { root } = createProject({ 'agent-replay.lock.json': { format: 1, fixtures: ['a/x', 'b/y'] } });
  await addToLock(root, ['b/y'], createRedactor());
  expect(existsSync(join(root, '.agent-replay'))).toBe(false);
});
