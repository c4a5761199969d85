import { join } from 'node:path';
import { type Config, loadConfig, type ReplayResult } from 'agent-replay';
import {
  describeFailure,
  isRed,
  keepInPlace,
  mockedRow,
  repeated,
  replacedRow,
  replayForReport,
  repeatRows,
  type ReplayRow,
  replayRow,
  reservation,
  standGuard,
} from 'agent-replay/runner';
import type { Seal } from 'agent-replay/discover';
import { afterAll, inject, type TestContext, vi } from 'vitest';
import { annotateFailure } from './annotate-failure.ts';
import { countAssertion } from './count-assertion.ts';
import { hideRunner } from './hide-runner.ts';
import { type Notes, openNotes } from './journal.ts';
import { mockedModules, noteUsedModules } from './mocked-modules.ts';
import { frameOfCall, toTestError } from './to-test-error.ts';
import { takeSeal } from './worker-key.ts';
import './provided.ts';

export interface ReplayTestsOptions {
  /** Vitest's root. */
  root: string;
  /** The config and the agents, by absolute path, as the generated module imports them. */
  imports: Readonly<Record<string, () => Promise<unknown>>>;
  /** Imports any other module through Vitest. */
  import(file: string): Promise<unknown>;
  /** Calls what it is given, out of the generated module: reporters leave out annotations that Vitest finds no place for in it. */
  here: <Result>(say: () => Result) => Result;
}

const untilLoaded = vi.dynamicImportSettled.bind(vi);

// Before the user's setup files: what they open is known, and judged when an agent writes to it.
standGuard();

/** Before any code of an agent is loaded, and out of its reach: neither this nor the seal is exported. */
const giveSeal = takeSeal();

/** How much is under way in which code of the user runs; modules that share a worker come one after another. */
let underWay = 0;

/** Fixtures of concurrent tests take turns; the journal notes when one's turn has come. */
let turn: Promise<unknown> = Promise.resolve();

/** Gives the test of a fixture, by its path from Vitest's root: it replays the fixture, and is red, green or skipped as that says. */
type ReplayOf = (path: string) => (context: TestContext) => Promise<void>;

/**
 * Returns what the generated tests are made by.
 *
 * @throws {TypeError} when a replay is under way, or the one module of an isolated worker has called it before.
 */
export function replayTests(options: ReplayTestsOptions): ReplayOf {
  const importModule = (file: string): Promise<unknown> => options.imports[file]?.() ?? options.import(file);
  let ready: Promise<{ config: Config; leave: () => Promise<void> }> | undefined;
  if (underWay > 0) throw new TypeError('an agent has no use for the seal of its replay');
  const seal = giveSeal();
  noteUsedModules();
  const notes = openNotes(inject('agent-replay:journal'), seal);
  const repeat = inject('agent-replay:repeat');
  /** Once for the module: what is put in place for its first fixture stays until its last has ended. */
  const prepare = async (): Promise<{ config: Config; leave: () => Promise<void> }> => {
    // before the config and the agents are loaded, whose modules may keep the list
    hideRunner();
    const config = await loadConfig(options.root, { import: importModule });
    return { config, leave: await keepInPlace(config) };
  };
  afterAll(async () => {
    notes.close();
    await (await ready?.catch(() => undefined))?.leave();
    ready = undefined;
  });
  const replayOf: ReplayOf = (path) => {
    const dir = join(options.root, path);
    const testFrame = frameOfCall(replayOf);
    return async (context) => {
      const { config } = await (ready ??= counted(prepare));
      const rounds = turn.then(async () => {
        notes.begin(dir, repeat);
        const results: ReplayResult[] = [];
        for (let round = 0; round < repeat; round += 1)
          results.push(await counted(() => replayForReport(dir, { config, importModule, untilLoaded })));
        return results;
      });
      turn = rounds.catch(() => undefined);
      await settle(context, await rounds, { notes, config, seal, testFrame, here: options.here });
    };
  };
  return replayOf;
}

async function counted<T>(work: () => Promise<T>): Promise<T> {
  underWay += 1;
  try {
    return await work();
  } finally {
    underWay -= 1;
  }
}

async function settle(
  context: TestContext,
  results: readonly ReplayResult[],
  {
    notes,
    config,
    seal,
    testFrame,
    here,
  }: Pick<ReplayTestsOptions, 'here'> & {
    notes: Notes;
    config: Config;
    seal: Seal;
    testFrame: () => string | undefined;
  },
): Promise<void> {
  const judged = repeated(results);
  const mocked = mockedModules();
  const replaced = inject('agent-replay:replaced');
  const rows = (results.length === 1 ? [replayRow(judged.result)] : repeatRows(judged)).map((each) =>
    replacedRow(mockedRow(each, mocked, config), replaced[each.notes?.agent ?? ''], config),
  );
  const row = rows.at(-1) as ReplayRow;
  notes.end(row);
  const said = (context.task.meta.agentReplay ??= []) as unknown[];
  said.push(...rows.map((each) => seal.close(each)));
  if (isRed(row)) {
    await here(() => annotateFailure(context, judged.result, config));
    throw toTestError(describeFailure(judged.result, { ...config, repeat: row.repeat }), testFrame());
  }
  const note = reservation(row);
  if (note !== null) {
    if (inject('agent-replay:annotates')) await here(() => context.annotate(note, 'note'));
    context.skip(note);
  }
  countAssertion(context, row.ok);
}
