// npm run bench:jest [-- --json] [--fixtures 1000,10000] [--files 10,60] [--runs 5]
// Fixtures through the preset, beside a hand-written test file that reads the same JSON and answers the
// same calls from a Map. Then a project without fixtures, with the preset and without, at two numbers of
// test files: what a run costs more, and what each file does. Medians of interleaved runs; CPU seconds of
// the whole process tree.
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
    files: { type: 'string', default: '10,60' },
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
const numbers = (text) => text.split(',').filter(Boolean).map(Number);
const installed = install();
try {
  const jest = [process.execPath, join(installed.dir, 'node_modules/jest/bin/jest.js'), '--silent'];
  for (const count of numbers(values.fixtures)) {
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
  for (const count of numbers(values.files)) {
    results.push(
      await compare({
        name: `no fixtures, ${count} test files`,
        dir: emptyProject(count),
        runs: Number(values.runs),
        // A run of everything fails without fixtures; one by path does not.
        ours: [...jest, '--config=preset.config.json', '-i', 'test/'],
        theirs: [...jest, '--config=by-hand.config.json', '-i', 'test/'],
      }),
    );
  }
} finally {
  installed.remove();
}
const added = costOfNothing(results.filter(({ name }) => name.startsWith('no fixtures')));
if (added !== null) results.push(added);
if (values.json) console.log(JSON.stringify(results, null, 2));
else {
  printTable(results.filter(({ ratio }) => ratio !== undefined));
  console.table(added);
}

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
    // Without transforms on both sides: babel-jest loads in each process, whoever writes the tests.
    '{ "preset": "@agent-replay/jest-preset", "testPathIgnorePatterns": ["hand-written"], "transform": {} }\n',
  );
  writeFileSync(join(dir, 'by-hand.config.json'), '{ "transform": {} }\n');
  writeFileSync(join(dir, 'src/agent.js'), AGENT);
  writeFileSync(join(dir, 'src/total.js'), TOTAL);
  writeFileSync(join(dir, 'test/hand-written.test.js'), HAND_WRITTEN);
  return dir;
}

function emptyProject(count) {
  const dir = join(installed.dir, `bench-empty-${count}`);
  mkdirSync(join(dir, 'test'), { recursive: true });
  writeFileSync(join(dir, 'package.json'), '{ "private": true }\n');
  writeFileSync(
    join(dir, 'preset.config.json'),
    '{ "preset": "@agent-replay/jest-preset", "transform": {} }\n',
  );
  writeFileSync(join(dir, 'by-hand.config.json'), '{ "transform": {} }\n');
  for (let index = 0; index < count; index += 1) {
    writeFileSync(join(dir, `test/${index}.test.js`), "test('adds', () => expect(1 + 1).toBe(2));\n");
  }
  return dir;
}

/** What the preset adds in CPU milliseconds: to each run, and to each test file in it. */
function costOfNothing(measured) {
  if (measured.length < 2) return null;
  const points = measured.map(({ name, ours, hand_written: theirs }) => ({
    files: Number(/\d+/.exec(name)[0]),
    ms: (ours.cpu_s - theirs.cpu_s) * 1000,
  }));
  const [first, last] = [points[0], points.at(-1)];
  const perFile = (last.ms - first.ms) / (last.files - first.files);
  return {
    name: 'preset without fixtures, added CPU',
    per_run_ms: Math.round(first.ms - perFile * first.files),
    per_file_ms: Math.round(perFile * 10) / 10,
  };
}
