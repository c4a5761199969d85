// npm run test:probes [-- --node 24] [--only <part of a probe's name>]
// The whole probe suite on Node 22, 24 and 26, with msw, with nock and with neither: strict and nothing recorded, then
// with everything recorded. Prints a line for each run; ends with 1 when anything leaks, hangs or leaves no row.
// Takes about two minutes a run on two cores.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openWays, runProbes } from '../packages/cassette/dist/bundle/index.js';

const { values } = parseArgs({
  options: { node: { type: 'string' }, only: { type: 'string', multiple: true, default: [] } },
});
const RUNS = [
  { interceptor: 'none', recorded: false, columns: ['nothing', 'ours'] },
  { interceptor: 'msw', recorded: false, columns: ['ours'] },
  { interceptor: 'nock', recorded: false, columns: ['ours'] },
  { interceptor: 'msw', recorded: true, columns: ['ours'] },
  { interceptor: 'nock', recorded: true, columns: ['ours'] },
];
const project = fileURLToPath(new URL('..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'agent-replay-probes-'));
let isOpen = false;
try {
  for (const version of values.node === undefined ? ['22', '24', '26'] : [values.node]) {
    const node = installNode(version);
    for (const run of RUNS) {
      const started = Date.now();
      const { node: running, probes } = await runProbes({ node, project, only: values.only, ...run });
      const open = openWays(probes);
      if (open.length > 0) isOpen = true;
      const seconds = Math.round((Date.now() - started) / 1000);
      const label = `${running} ${run.interceptor}${run.recorded ? ', recorded' : ''}`;
      console.log(
        `${label.padEnd(24)} ${run.columns.map((column) => sums(probes, column)).join('; ')}; ${seconds} s`,
      );
      for (const name of open)
        console.log(
          `  open  ${name}: ${JSON.stringify(probes.find((each) => each.name === name).runs.ours)}`,
        );
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = isOpen ? 1 : 0;

/** How often each outcome came up in a column, and the slowest refusal. */
function sums(probes, column) {
  const counts = Object.entries(Object.groupBy(probes, ({ results }) => results[column])).map(
    ([outcome, group]) => `${group.length} ${outcome}`,
  );
  const slowest = Math.max(0, ...probes.map(({ runs }) => runs[column].refusalMs ?? 0));
  return `${column} ${counts.join(', ')}${column === 'ours' ? `, slowest refusal ${slowest} ms` : ''}`;
}

function installNode(version) {
  const folder = mkdtempSync(join(work, 'node-'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  const { status, stderr } = spawnSync('npm', ['install', ...quiet, `node@${version}`], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Failed to install Node ${version}: ${stderr}`);
  return join(folder, 'node_modules/node/bin/node');
}
