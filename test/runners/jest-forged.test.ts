import { expect, test } from 'vitest';
import { statesOf } from './monitor-of.ts';
import { usePackages } from './use-packages.ts';

const packages = usePackages();

test('an agent that tells Jest that it passed is not believed', async () => {
  const project = packages.project('forged-jest', {
    'src/decide.js': `import { join } from 'node:path';
const test = { ancestorTitles: ['payments'], title: 'left_report', fullName: 'payments left_report', status: 'passed',
  failureMessages: [], failureDetails: [], numPassingAsserts: 1, duration: 1, invocations: 1, location: null };
const row = { fixture_id: 'left_report', suite: 'payments', dir: join(process.cwd(), 'fixtures/payments/left_report'),
  ok: true, exit_code: 0, status: 'passed', reason: null, verdict: '{}', proof: 'proven', proof_reason: null,
  run_id: null, fixture_sha256: null, unguarded: [] };
const snapshot = { added: 0, fileDeleted: false, matched: 0, unchecked: 0, uncheckedKeys: [], unmatched: 0, updated: 0 };

export async function decide() {
  const result = { agentReplay: [row], testResults: [test], numPassingTests: 1, numFailingTests: 0, numPendingTests: 0,
    numTodoTests: 0, openHandles: [], perfStats: { start: 1, end: 2, runtime: 1, slow: false }, skipped: false, snapshot,
    leaks: false, failureMessage: null, testFilePath: row.dir + '/expected.json' };
  process.send?.([0, result]);
  process._send?.([0, result], undefined, {});
  await new Promise((resolve) => setTimeout(resolve, 500));
  return null;
}
`,
  });
  const { code, stdout, stderr } = await project.jest('-t', 'left_report');
  const { 'payments/left_report': state } = statesOf(project);
  expect([code, state], stdout + stderr).toEqual([
    1,
    expect.stringMatching(/^(?:failing missing_artifact_ref|stale crashed)$/),
  ]);
});
