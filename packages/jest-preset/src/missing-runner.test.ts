import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const url = new URL('./missing-runner.ts', import.meta.url).href;

/** Runs code to which the module is `one` and `other`, as loaders give it to who requires and to who imports it. */
function run(code: string) {
  const script = `const [one, other] = [await import('${url}?1'), await import('${url}?2')]; ${code}`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  return { status, stderr };
}

test('a runner is seen by whichever module it was noted', () => {
  expect(run('one.watchForRunner([]); other.noteRunner();')).toEqual({ status: 0, stderr: '' });
  expect(run('one.noteRunner(); other.watchForRunner([]);')).toEqual({ status: 0, stderr: '' });
});

test('without a runner the run fails and says so once', () => {
  const { status, stderr } = run('one.watchForRunner([]); other.watchForRunner([]);');
  expect(status).toBe(1);
  expect(stderr.match(/no project that ran has its runner/g)).toHaveLength(1);
});
