// Mutants of the four files of a fixture, each read as the product reads it: node bench/fuzz-fixtures.mjs [count] [seed].
// Every mutant must end in a value of the schema or in an error that names file, line and pointer, in bounded time.
import {
  canonicalJson,
  FixtureExpected,
  FixtureInput,
  FixtureNotes,
  isAgentReplayError,
  parseJsonFile,
  ToolCassettes,
} from '../packages/contracts/dist/index.js';
import { FIXTURE_TEXTS, mutate } from '../packages/contracts/src/json-file/mutate.suite.ts';
import { seededRandom } from '../packages/contracts/src/seeded-random.suite.ts';

const SCHEMAS = {
  'input.json': FixtureInput,
  'expected.json': FixtureExpected,
  'tool_cassettes.json': ToolCassettes,
  'notes.json': FixtureNotes,
};
const SLOW_MS = 500;

const [count = 100_000, seed = 1] = process.argv.slice(2).map(Number);
const random = seededRandom(seed);
const files = Object.keys(SCHEMAS);
const fates = {};
const failures = [];
let slowest = 0;

for (let round = 0; round < count; round += 1) {
  const file = files[round % files.length];
  const mutant = mutate(FIXTURE_TEXTS[file], random);
  const started = performance.now();
  const fate = fateOf(file, mutant);
  const took = performance.now() - started;
  slowest = Math.max(slowest, took);
  fates[fate] = (fates[fate] ?? 0) + 1;
  if (fate.startsWith('! ') || took > SLOW_MS) failures.push({ round, file, fate, took });
}

process.stdout.write(`${JSON.stringify({ count, seed, fates, slowest_ms: Math.round(slowest), failures: failures.slice(0, 20) }, null, 2)}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

function fateOf(file, content) {
  try {
    canonicalJson(parseJsonFile(content, { file, schema: SCHEMAS[file] }));
    return 'accepted';
  } catch (error) {
    if (!isAgentReplayError(error)) return `! ${error}`;
    const isPlaced = error.issues.every((issue) => issue.file === file && issue.line > 0 && issue.column > 0);
    return isPlaced && error.issues.length > 0 ? error.issues[0].code : '! an issue without a place';
  }
}
