// npm run bench:vitest [-- --json] [--fixtures 1000,10000] [--runs 5]
// Fixtures through the plugin, beside a hand-written test file that reads the same JSON and answers the
// same calls from a Map. Medians of interleaved runs; CPU seconds of the whole process tree.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { install } from '../test/runners/install.ts';
import { compare, printTable } from './compare.mjs';
import { AGENT, TOTAL, writeFixtures } from './write-fixtures.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    fixtures: { type: 'string', default: '1000,10000' },
    runs: { type: 'string', default: '5' },
    workers: { type: 'string', default: '1,2' },
  },
});

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

const results = [];
const installed = install();
try {
  for (const count of values.fixtures.split(',').map(Number)) {
    const dir = project(count);
    for (const workers of values.workers.split(',').map(Number)) {
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
if (values.json) console.log(JSON.stringify(results, null, 2));
else printTable(results);

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
  writeFileSync(
    join(dir, 'vitest.config.mjs'),
    "import { agentReplay } from '@agent-replay/vitest-plugin';\nexport default { plugins: [agentReplay()] };\n",
  );
  writeFileSync(join(dir, 'by-hand.config.mjs'), 'export default {};\n');
  writeFileSync(join(dir, 'src/agent.mjs'), AGENT);
  writeFileSync(join(dir, 'src/total.mjs'), TOTAL);
  writeFileSync(join(dir, 'test/hand-written.test.mjs'), HAND_WRITTEN);
  return dir;
}
