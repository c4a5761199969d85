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
  expect(run("one.failWithoutRunner('nothing'); other.noteRunner();")).toEqual({ status: 0, stderr: '' });
  expect(run("one.noteRunner(); other.failWithoutRunner('nothing');")).toEqual({ status: 0, stderr: '' });
});

test('without a runner the run fails and says so once', () => {
  expect(run("one.failWithoutRunner('nothing'); other.failWithoutRunner('else');")).toEqual({
    status: 1,
    stderr: '\nnothing\n',
  });
});

test('a project with the preset says itself what it is not given', () => {
  expect(run("one.noteProject(); other.failWithoutRunner('nothing');")).toMatchObject({ status: 1 });
});
