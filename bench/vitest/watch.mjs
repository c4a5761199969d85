import { spawn } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { median } from '../measure-command.mjs';

const REPORTER = `export default class {
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const ran = tests.filter((test) => test.result().state !== 'skipped' || test.meta().agentReplay !== undefined);
    if (modules.length > 0) console.log('RAN ' + ran.length);
  }
}
`;

/**
 * Milliseconds from an edit to the end of the rerun, in watch mode: of a fixture through the plugin, and
 * of the hand-written test file, beside each other; medians of `runs`, and how many tests each rerun had.
 */
export async function measureWatch(installed, dir, runs) {
  writeFileSync(join(dir, 'watch-reporter.mjs'), REPORTER);
  const ours = await measure(join(dir, 'fixtures/suite_03/fx_00003/notes.json'), '\n', [
    '.vitest/agent-replay',
  ]);
  const theirs = await measure(join(dir, 'test/hand-written.test.mjs'), '\n', [
    'hand-written',
    '--config=by-hand.config.mjs',
  ]);
  return {
    plugin_ms: ours.ms,
    plugin_tests: ours.tests,
    hand_written_ms: theirs.ms,
    hand_written_tests: theirs.tests,
    ratio: Math.round((ours.ms / theirs.ms) * 100) / 100,
  };

  async function measure(file, text, args) {
    const bin = join(installed, 'node_modules/vitest/vitest.mjs');
    const child = spawn(process.execPath, [bin, '--watch', '--reporter=./watch-reporter.mjs', ...args], {
      cwd: dir,
      env: { ...process.env, CI: '', NO_COLOR: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      const nextRun = runsOf(child);
      await nextRun();
      const samples = [];
      let tests = 0;
      for (let run = 0; run <= runs; run += 1) {
        const started = performance.now();
        appendFileSync(file, text);
        tests = await nextRun();
        samples.push(performance.now() - started);
      }
      // The first rerun after the whole run finds caches cold.
      return { ms: Math.round(median(samples.slice(1))), tests };
    } finally {
      child.kill('SIGKILL');
    }
  }
}

/** Waits for the end of one run after the other, and says how many tests it had. */
function runsOf(child) {
  const counts = [];
  let wake = () => undefined;
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) if (line.startsWith('RAN ')) counts.push(Number(line.slice(4)));
    wake();
  });
  return async () => {
    while (counts.length === 0) {
      await new Promise((resolve) => {
        wake = resolve;
      });
    }
    return counts.shift();
  };
}
