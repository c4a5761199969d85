// Mutants of the four files of a fixture: node bench/fuzz-fixtures.mjs [count] [seed] [replays].
// Every mutant is read as the product reads it and must end in a value of the schema or in an error that names file,
// line and pointer, in bounded time. The last `replays` are replayed with an agent that leaves nothing: each must end
// in a verdict, leave the fixtures' folder as it was, and be green only where the contract itself was changed, unproven.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  canonicalJson,
  FixtureExpected,
  FixtureInput,
  FixtureNotes,
  isAgentReplayError,
  parseJsonFile,
  ToolCassettes,
  VERDICTS,
} from '@agent-replay/contracts';
import { FIXTURE_TEXTS, mutate } from '../packages/contracts/src/json-file/mutate.suite.ts';
import { seededRandom } from '../packages/contracts/src/seeded-random.suite.ts';

const SCHEMAS = {
  'input.json': FixtureInput,
  'expected.json': FixtureExpected,
  'tool_cassettes.json': ToolCassettes,
  'notes.json': FixtureNotes,
};
const SLOW_READ_MS = 500;
const SLOW_REPLAY_MS = 10_000;

const [count = 100_000, seed = 1, replays = Math.min(1000, count / 100)] = process.argv.slice(2).map(Number);
const random = seededRandom(seed);
const files = Object.keys(SCHEMAS);
const failures = [];
const report = {
  count,
  seed,
  replays,
  read: await readAll(),
  replayed: await replayAll(),
  failures: failures.slice(0, 20),
};

process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function readAll() {
  return tally(count, SLOW_READ_MS, (round) => {
    const file = files[round % files.length];
    return fateOf(file, mutate(FIXTURE_TEXTS[file], random));
  });
}

function fateOf(file, content) {
  try {
    canonicalJson(parseJsonFile(content, { file, schema: SCHEMAS[file] }));
    return 'accepted';
  } catch (error) {
    if (!isAgentReplayError(error)) return `! ${String(error)}`;
    const isPlaced = error.issues.every((issue) => issue.file === file && issue.line > 0 && issue.column > 0);
    return isPlaced && error.issues.length > 0 ? error.issues[0].code : '! an issue without a place';
  }
}

async function replayAll() {
  if (replays === 0) return {};
  const root = mkdtempSync(join(tmpdir(), 'fuzz-fixtures-'));
  const dir = join(root, 'fixtures', 'fuzz', 'double_charge');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(root, 'agent-replay.config.json'), '{}');
  const { defineAgent, fixtureSha256, loadConfig, replay } = await import('agent-replay');
  const agent = defineAgent({ name: 'refunds', run: () => ({ done: true }) });
  const config = { ...(await loadConfig(root)), agents: { refunds: agent } };
  for (const file of files) writeFileSync(join(dir, file), FIXTURE_TEXTS[file]);
  const original = { ...FIXTURE_TEXTS, 'notes.json': provenNotes(fixtureSha256(dir)) };
  const before = readdirSync(root).toSorted().join();
  try {
    return await tally(replays, SLOW_REPLAY_MS, async (round) => {
      const mutated = files[round % files.length];
      for (const file of files)
        writeFileSync(join(dir, file), file === mutated ? mutate(original[file], random) : original[file]);
      const { ok, verdict, proof } = await replay(dir, { config });
      const left = `${readdirSync(root)
        .filter((name) => name !== '.agent-replay')
        .toSorted()
        .join()} ${readdirSync(dir).length}`;
      if (left !== `${before} 4`) return `! it left ${left}`;
      if (
        !VERDICTS.includes(verdict.status) ||
        (verdict.status !== 'passed' && verdict.failure_reason === null)
      )
        return '! no verdict';
      if (ok && (mutated !== 'expected.json' || proof === 'proven')) return `! green, ${mutated}, ${proof}`;
      return `${verdict.status}/${verdict.failure_class}`;
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function provenNotes(digest) {
  const notes = JSON.parse(FIXTURE_TEXTS['notes.json']);
  const at = '2026-11-24T08:00:00.000Z';
  const run = { ref: 'x', code_sha256: digest, at };
  const broken = { ...run, verdict: 'failed', failure_class: notes.failure_class };
  const code_sha256 = digest.split('').toReversed().join('');
  const fixed = { ...run, code_sha256, verdict: 'passed', failure_class: null };
  return JSON.stringify({ ...notes, proof: { broken, fixed, fixture_sha256: digest } }, null, 2);
}

/** Does something `times` times and counts how it ends; an end that starts with "!" or that took long is a failure. */
async function tally(times, slowMs, doOne) {
  const fates = {};
  let slowest = 0;
  for (let round = 0; round < times; round += 1) {
    const started = performance.now();
    const used = process.cpuUsage();
    let fate;
    try {
      fate = await doOne(round);
    } catch (error) {
      fate = `! ${String(error)}`;
    }
    // its own time, and with much slack the clock's: other programs may take the processor for a while
    const { user, system } = process.cpuUsage(used);
    const took = (user + system) / 1000;
    const waited = performance.now() - started;
    slowest = Math.max(slowest, took);
    fates[fate] = (fates[fate] ?? 0) + 1;
    if (fate.startsWith('!') || took > slowMs || waited > 20 * slowMs)
      failures.push({ round, fate, took_ms: Math.round(took), waited_ms: Math.round(waited) });
  }
  return { fates, slowest_ms: Math.round(slowest) };
}
