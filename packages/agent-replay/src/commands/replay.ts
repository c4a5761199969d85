import { resolve } from 'node:path';
import { type Json, type Mode, MODES } from '@agent-replay/contracts';
import { createRedactor } from '@agent-replay/redaction';
import { InvalidArgumentError, Option } from 'commander';
import { createReplayer, type Replayer } from '../child/replay-in-child.ts';
import type { Config } from '../config/config.ts';
import { configFolder, findConfig } from '../config/find-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { discoverFixtures } from '../discover/discover-fixtures.ts';
import { fixturesNamed, withoutFixtures } from '../discover/fixtures-named.ts';
import { fixturesNotFound } from '../discover/fixtures-not-found.ts';
import { uniqueChannels } from '../monitor/build-monitor.ts';
import { recordReplays } from '../monitor/record-replays.ts';
import { createOutput, type Output } from '../output/output.ts';
import { redactorOf } from '../output/redactor-of.ts';
import { countsOf, summarise } from '../output/replay-summary.ts';
import { printReplay } from '../output/print-replay.ts';
import { printWritten } from '../output/print-written.ts';
import { wholeNumber } from '../output/whole-number.ts';
import { type ExitCode, mixedExitCode } from '../replay/exit-code.ts';
import { updateTape } from '../replay/update-tape.ts';
import { passHat } from '../replay/pass-hat.ts';
import { type Repeated, repeated } from '../replay/repeat.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import type { ReplayRow } from '../runner/replay-row.ts';
import { replayRow } from '../runner/row-of-result.ts';
import { unguardedLines } from '../runner/unguarded-lines.ts';
import type { AddCommand } from './add-command.ts';

interface Options {
  fixture?: string[];
  mode?: Mode;
  json?: boolean;
  repeat: number;
  failOnUnused?: boolean;
  update?: boolean;
  exec?: string[];
}

/** `agent-replay --fixture <dir|glob|id>`: the one command that replays; without `--fixture`, all that there are. */
export const addReplay: AddCommand = (program, end) => {
  program
    .addOption(
      new Option(
        '--fixture <dir|glob|id...>',
        'the fixtures to replay; all when only other options are given',
      ),
    )
    .addOption(
      new Option('--mode <mode>', 'how they meet the outside world').choices(
        MODES.filter((mode) => mode !== 'record'),
      ),
    )
    .option(
      '--repeat <n>',
      'replay each this many times, and compare the verdicts byte by byte',
      wholeNumber(1, 10_000),
      1,
    )
    .option('--fail-on-unused', 'fail when the tape holds a call that nobody asked for')
    .option(
      '--update',
      'take over requests, and in mode live answers, that have changed, after showing the difference',
    )
    .option(
      '--exec <command>',
      'run this command as the agent of every fixture, whatever its language',
      words,
    )
    .option('--json', 'print one JSON document')
    .action(async (options: Options) => {
      if (Object.keys(options).every((name) => program.getOptionValueSource(name) !== 'cli')) {
        program.outputHelp({ error: true });
        end(2);
        return;
      }
      end(await replayAll(options));
    });
};

async function replayAll(options: Options): Promise<ExitCode> {
  const out = createOutput(options);
  const { root, patterns } = await wanted(options);
  const fixtures = discoverFixtures(root, patterns);
  const missing = options.fixture === undefined ? [] : withoutFixtures(root, patterns);
  if (fixtures.length === 0) {
    return nothingFound(out, { named: options.fixture, looked: patterns.map((each) => resolve(root, each)) });
  }
  const projects = projectsOf(root, options);
  const all: Repeated[] = [];
  const documents: Json[] = [];
  try {
    for (const fixture of fixtures) {
      const { replayer, config, rows } = await projects.of(fixture.dir);
      const results: ReplayResult[] = [];
      let written = '';
      for (let round = 0; round < options.repeat; round += 1) {
        const result = await replayer.replay(fixture.dir);
        // Of several the first that is red is shown.
        if (!result.ok && results.every(({ ok }) => ok)) written = replayer.written();
        results.push(result);
      }
      const found = repeated(results);
      rows.push(replayRow(found.result));
      const judged = withUnused(found, options);
      all.push(judged);
      printReplay(out, judged, config.redact);
      printWritten(out, written, config.redact);
      const document = out.json ? documentOf(judged, config) : {};
      const updated = options.update === true ? await update(out, judged.result, config) : null;
      documents.push({ ...(document as object), ...(updated !== null && { updated }) });
    }
  } finally {
    projects.close();
  }
  if (isOfItsAgents(options)) await record(projects.all(), out);
  const unguarded = projects.all().flatMap(({ rows }) => rows.flatMap((row) => row.unguarded));
  for (const line of unguardedLines({ unguarded: uniqueChannels(unguarded) })) out.line(line);
  const exitCode = mixedExitCode([
    ...all.flatMap(({ result, results }) => [result.exit_code, ...results.map((each) => each.exit_code)]),
    ...missing.map(() => 3 as const),
  ]);
  summarise(out, { all, documents, missing, exitCode });
  if (missing.length > 0) out.note((await fixturesNotFound(missing)).message);
  return exitCode;
}

/** Where to look, and for what: what is named, or all that the config names. */
async function wanted({ fixture }: Options): Promise<{ root: string; patterns: readonly string[] }> {
  if (fixture !== undefined) return { root: process.cwd(), patterns: await fixturesNamed(fixture) };
  const { root, fixtures } = await loadConfig(process.cwd());
  return { root, patterns: fixtures };
}

/** The fixtures of one config, and what was found of them. */
interface Project {
  config: Config;
  replayer: Replayer;
  rows: ReplayRow[];
}

/** Another agent than the config's, or another world than the tape's, says nothing of how the fixture stands. */
function isOfItsAgents({ exec, mode, update: takesOver }: Options): boolean {
  return exec === undefined && mode !== 'live' && takesOver !== true;
}

/** A place that cannot be written to keeps no verdict from being told. */
async function record(projects: readonly Project[], out: Output): Promise<void> {
  for (const { config, replayer, rows } of projects) {
    if (config.mode === 'live') continue;
    try {
      await recordReplays(config, rows, replayer.netns());
    } catch (error) {
      const [line] = (error as Error).message.split('\n', 1);
      out.note(`the results are not on record, and the gate does not know of them: ${line}`);
    }
  }
}

/** The config that holds for each fixture, as the projects of a monorepo have their own, and what replays under it. */
function projectsOf(otherwise: string, { mode, exec, update: takesOver }: Options) {
  const started = new Map<string | null, Project>();
  return {
    all: () => [...started.values()],
    async of(dir: string): Promise<Project> {
      const folder = configFolder(dir, otherwise);
      const { file } = findConfig(folder);
      const known = started.get(file);
      if (known !== undefined) return known;
      const config = await loadConfig(folder);
      const replayer = createReplayer({
        // Past the first edit there may be others; what was recorded answers them all.
        config: takesOver === true ? { ...config, match: { ...config.match, drift: 'alike' } } : config,
        ...(mode !== undefined && { mode }),
        ...(exec !== undefined && { exec }),
      });
      const project: Project = { config, replayer, rows: [] };
      started.set(file, project);
      return project;
    },
    close() {
      for (const { replayer } of started.values()) replayer.close();
    },
  };
}

/** Gives the ids of the calls whose recordings were changed. */
async function update(out: Output, { dir, drift }: ReplayResult, config: Config): Promise<string[]> {
  const changed = await updateTape(dir, drift, createRedactor(config.redact));
  if (changed.length === 0) out.line('  nothing to update');
  else out.line(`  updated on the tape: ${changed.join(', ')}; prove the fixture again`);
  return changed;
}

async function nothingFound(
  out: Output,
  { named, looked }: { named: readonly string[] | undefined; looked: readonly string[] },
): Promise<ExitCode> {
  const { message, nearest } = await fixturesNotFound(named ?? looked);
  out.document({
    fixtures: [],
    summary: countsOf([]),
    exit_code: 3,
    looked_in: looked,
    ...(named !== undefined && { not_found: named, nearest }),
  });
  out.note(message);
  return 3;
}

/** Unused recordings fail only when asked for, and never hide another failure. */
function withUnused(judged: Repeated, options: Options): Repeated {
  const { result } = judged;
  const unused = result.ledger?.unused ?? [];
  if (options.failOnUnused !== true || !result.ok || unused.length === 0) return judged;
  const text = `the tape holds ${unused.length === 1 ? 'a call' : `${unused.length} calls`} that nobody asked for: ${unused.join(', ')}`;
  const issue = {
    code: 'unused_interactions',
    path: '',
    expected: 'every recorded call to be made',
    received: unused.join(', '),
  };
  const verdict = {
    status: 'failed',
    failure_class: 'unused_interactions',
    failure_reason: `unused_interactions: ${text}`,
    issues: [issue],
  } as const;
  return { ...judged, result: { ...result, ok: false, exit_code: 1, verdict } };
}

/** As `--json` has a fixture: without secrets, under its own config. */
function documentOf(judged: Repeated, { redact }: Config): Json {
  return redactorOf(redact).json(JSON.parse(JSON.stringify(fixtureJson(judged))) as Json);
}

function fixtureJson({ result, results, divergence }: Repeated): object {
  if (results.length === 1) return result;
  const passed = results.filter(({ ok }) => ok).length;
  return {
    ...result,
    repeat: {
      runs: results.length,
      passed,
      pass_rate: passed / results.length,
      pass_hat_k: passHat(results.length, passed),
      divergence,
      results,
    },
  };
}

/** A command line in its words; quotes keep spaces together. Nothing in it is expanded. */
function words(line: string): string[] {
  const found = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
  if ((found[0] ?? '') === '') throw new InvalidArgumentError('It takes a program, and what it is given.');
  return found;
}
