// npm run bench:vitest [-- --json] [--fixtures 1000,10000] [--runs 5] [--workers 1,2]
// Fixtures through the plugin, beside a hand-written test file that reads the same JSON and answers the
// same calls from a Map; the plugin in a project without fixtures, beside the project without it; discovery; reruns in watch mode;
// and tool calls beside vitest-evals, which is fetched from the registry.
// Medians of interleaved runs; CPU seconds of the whole process tree.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { install } from '../test/runners/install.ts';
import { compare, printTable } from './compare.mjs';
import { median } from './measure-command.mjs';
import { measureDiscovery } from './vitest/discover.mjs';
import { measureWatch } from './vitest/watch.mjs';
import { AGENT, TOTAL, writeFixtures } from './write-fixtures.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    fixtures: { type: 'string', default: '1000,10000' },
    runs: { type: 'string', default: '5' },
    workers: { type: 'string', default: '1,2' },
  },
});

const PLUGIN_CONFIG =
  "import { agentReplay } from '@agent-replay/vitest-plugin';\nexport default { plugins: [agentReplay()] };\n";

const HAND_WRITTEN = `import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { total } from '../src/total.mjs';

const answers = new Map();
const realFetch = globalThis.fetch;
beforeAll(() => { globalThis.fetch = async (url) => new Response(JSON.stringify(answers.get(String(url))), { headers: { 'content-type': 'application/json' } }); });
afterAll(() => { globalThis.fetch = realFetch; });

for (const suite of readdirSync('fixtures')) describe(suite, () => {
  for (const id of readdirSync('fixtures/' + suite)) test(id, async () => {
    const read = (name) => JSON.parse(readFileSync('fixtures/' + suite + '/' + id + '/' + name, 'utf8'));
    const [input, expected, tape] = ['input.json', 'expected.json', 'tool_cassettes.json', 'notes.json'].map(read);
    answers.clear();
    for (const { request, response } of tape.interactions) answers.set(request.url, response.body.json);
    expect(await total(input.task.payload.order)).toBe(expected.output.properties.total.const);
  });
});
`;

const EVALS = 'vitest-evals@0.16.1';

const results = [];
const others = {};
const installed = install();
try {
  const empty = emptyProject();
  const plain = [process.execPath, join(installed.dir, 'node_modules/vitest/vitest.mjs'), 'run', 'src'];
  results.push(
    await compare({
      name: 'no fixtures: with the plugin, and without',
      dir: empty,
      runs: Number(values.runs),
      ours: plain,
      theirs: [...plain, '--config=by-hand.config.mjs'],
    }),
  );
  others.tool_calls = besideEvals();
  for (const count of values.fixtures.split(',').map(Number)) {
    const dir = project(count);
    others[`discovery of ${count}, seconds`] = await measureDiscovery(
      installed.dir,
      dir,
      Number(values.runs),
    );
    others[`watch of ${count}`] = await measureWatch(installed.dir, dir, Number(values.runs));
    for (const workers of values.workers.split(',').filter(Boolean).map(Number)) {
      const vitest = (...args) => [
        process.execPath,
        join(installed.dir, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--reporter=dot',
        `--maxWorkers=${workers}`,
        ...args,
      ];
      const hand = vitest('hand-written', '--config=by-hand.config.mjs');
      results.push(
        await compare({
          name: `${count} fixtures, ${workers} worker(s), isolate: false`,
          dir,
          runs: Number(values.runs),
          ours: vitest('--no-isolate', '.vitest/agent-replay'),
          theirs: [...hand, '--no-isolate'],
        }),
        await compare({
          name: `${count} fixtures, ${workers} worker(s), Vitest's defaults`,
          dir,
          runs: Number(values.runs),
          ours: vitest('.vitest/agent-replay'),
          theirs: hand,
        }),
      );
    }
  }
} finally {
  installed.remove();
}
if (values.json) console.log(JSON.stringify({ results, ...others }, null, 2));
else {
  printTable(results);
  console.log(others);
}

function emptyProject() {
  const dir = join(installed.dir, 'bench-empty');
  mkdirSync(join(dir, 'src'), { recursive: true });
  writeFileSync(join(dir, 'package.json'), '{ "type": "module", "private": true }\n');
  writeFileSync(join(dir, 'vitest.config.mjs'), PLUGIN_CONFIG);
  writeFileSync(join(dir, 'by-hand.config.mjs'), 'export default {};\n');
  writeFileSync(
    join(dir, 'src/unit.test.mjs'),
    "import { expect, test } from 'vitest';\ntest('adds', () => expect(1 + 1).toBe(2));\n",
  );
  return dir;
}

/** CPU milliseconds of 200 replayed tool calls, ours and theirs; says so where theirs cannot be had. */
function besideEvals() {
  const packed = join(installed.dir, 'evals');
  mkdirSync(packed);
  try {
    execFileSync('npm', ['pack', EVALS, '--silent'], { cwd: packed, stdio: 'pipe' });
    execFileSync('tar', ['xzf', `${EVALS.replace('@', '-')}.tgz`], { cwd: packed });
  } catch (error) {
    return { not_measured: `${EVALS} cannot be fetched: ${error.message.split('\n', 1)[0]}` };
  }
  const script = fileURLToPath(new URL('vitest/beside-evals.mjs', import.meta.url));
  const args = [script, join(packed, 'package/dist/replay.mjs'), installed.dir];
  const { calls, ours, theirs } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  const [mine, other] = [median(ours), median(theirs)];
  return { calls, ours_ms: mine, vitest_evals_ms: other, ratio: Math.round((mine / other) * 100) / 100 };
}

function project(count) {
  const dir = join(installed.dir, `bench-${count}`);
  mkdirSync(join(dir, 'src'), { recursive: true });
  mkdirSync(join(dir, 'test'), { recursive: true });
  writeFixtures(dir, count);
  writeFileSync(join(dir, 'package.json'), '{ "type": "module", "private": true }\n');
  writeFileSync(
    join(dir, 'agent-replay.config.mjs'),
    "export default { agents: { clerk: './src/agent.mjs#agent' } };\n",
  );
  writeFileSync(join(dir, 'vitest.config.mjs'), PLUGIN_CONFIG);
  writeFileSync(join(dir, 'by-hand.config.mjs'), 'export default {};\n');
  writeFileSync(join(dir, 'src/agent.mjs'), AGENT);
  writeFileSync(join(dir, 'src/total.mjs'), TOTAL);
  writeFileSync(join(dir, 'test/hand-written.test.mjs'), HAND_WRITTEN);
  return dir;
}
