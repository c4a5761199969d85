// npm run bench:jest [-- --json] [--fixtures 1000,10000] [--runs 5]
// Fixtures through the preset, beside a hand-written test file that reads the same JSON and answers the
// same calls from a Map. Medians of interleaved runs; CPU seconds of the whole process tree.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { install } from '../test/runners/install.ts';
import { compare, printTable } from './compare.mjs';
import { writeFixtures } from './write-fixtures.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    fixtures: { type: 'string', default: '1000,10000' },
    runs: { type: 'string', default: '5' },
  },
});

const TOTAL = `exports.total = async (order) => {
  let sum = 0;
  for (const part of [1, 2, 3]) {
    const response = await fetch('https://orders.example.com/orders/' + order + '/parts/' + part);
    sum += (await response.json()).price;
  }
  return sum;
};
`;

const AGENT = `const { defineAgent } = require('agent-replay');
const { total } = require('./total.js');

exports.agent = defineAgent({
  name: 'clerk',
  model: 'none',
  promptVersion: '1',
  timeoutSeconds: 30,
  toolAllowlist: [],
  contract: { output: { type: 'object', required: ['total'] } },
  run: async ({ order }) => ({ total: await total(order) }),
});
`;

const HAND_WRITTEN = `const { readdirSync, readFileSync } = require('node:fs');
const { total } = require('../src/total.js');

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
  const jest = [process.execPath, join(installed.dir, 'node_modules/jest/bin/jest.js'), '--silent'];
  for (const count of values.fixtures.split(',').map(Number)) {
    const dir = project(count);
    results.push(
      await compare({
        name: `${count} fixtures`,
        dir,
        runs: Number(values.runs),
        ours: [...jest, '--config=preset.config.json', '--maxWorkers=2'],
        theirs: [...jest, '--config=by-hand.config.json', '--maxWorkers=2'],
      }),
    );
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
  writeFileSync(join(dir, 'package.json'), '{ "private": true }\n');
  writeFileSync(
    join(dir, 'agent-replay.config.mjs'),
    "export default { agents: { clerk: './src/agent.js#agent' } };\n",
  );
  writeFileSync(
    join(dir, 'preset.config.json'),
    '{ "preset": "@agent-replay/jest-preset", "testPathIgnorePatterns": ["hand-written"] }\n',
  );
  writeFileSync(join(dir, 'by-hand.config.json'), '{ "transform": {} }\n');
  writeFileSync(join(dir, 'src/agent.js'), AGENT);
  writeFileSync(join(dir, 'src/total.js'), TOTAL);
  writeFileSync(join(dir, 'test/hand-written.test.js'), HAND_WRITTEN);
  return dir;
}
