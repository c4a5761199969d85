// npm test: every fixture in Vitest and in Jest, side by side, and what the two say of the benchmark's runs: the
// same to the byte, and what the benchmark's reward says. Fails when a runner does, or when one verdict differs.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isRewarded, nameOf, readTrajectories } from './src/import-tau-bench.ts';

const started = performance.now();
const file = (runner) => `.agent-replay/verdicts-${runner}.json`;
const run = (runner, ...args) =>
  new Promise((resolve) => {
    const child = spawn('npx', ['--no-install', runner, ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
      env: { ...process.env, AIRLINE_VERDICTS: file(runner) },
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });

const codes = await Promise.all([
  run('vitest', 'run', '--reporter=default', '--reporter=./src/keep-verdicts.mjs'),
  run('jest', '--silent', '--reporters=default', '--reporters=./src/keep-verdicts.mjs'),
]);
const seconds = (performance.now() - started) / 1000;
const [vitest, jest] = ['vitest', 'jest'].map(
  (runner) => new Map(JSON.parse(readFileSync(file(runner), 'utf8')).map((row) => [row.fixture_id, row])),
);
const runs = await readTrajectories('data/gpt-4o-airline-trials-0-1.json');
const same = runs.filter((each) => {
  const [one, other] = [vitest.get(nameOf(each)), jest.get(nameOf(each))];
  return one !== undefined && one.verdict === other?.verdict;
});
const agreeing = same.filter((each) => (vitest.get(nameOf(each)).status === 'passed') === isRewarded(each));
const classes = Map.groupBy(
  [...vitest.values()],
  ({ status, reason }) => `${status}${status === 'passed' ? '' : ` ${(reason ?? '').split(':')[0]}`}`,
);
console.log(`
${same.length} of ${runs.length} runs have the same verdict in Vitest and in Jest, to the byte
${agreeing.length} of ${runs.length} verdicts agree with the benchmark's reward
${[...classes].map(([name, rows]) => `  ${String(rows.length).padStart(3)}  ${name}`).join('\n')}
both runners took ${seconds.toFixed(1)} s`);
process.exitCode = agreeing.length === runs.length ? Math.max(...codes) : 1;
