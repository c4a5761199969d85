import { boundOwnMemory, type Seal } from 'agent-replay/discover';
import type { ReplayRow } from 'agent-replay/runner';
import type { Reporter, TestProject, Vitest } from 'vitest/node';
import type { Catalog } from './catalog.ts';
import { isGenerated } from './generated-module.ts';
import { clearJournal, endStuck, readJournal } from './journal.ts';
import { noteThreads } from './own-threads.ts';
import { nameOf, nameOfFixture, type RowsOf, testsOf } from './open-rows.ts';
import { replacedModules } from './replaced-modules.ts';
import { say } from './say.ts';
import { showPlace } from './show-place.ts';
import { unfailedLines } from './unfailed-lines.ts';
import { unreachedLines } from './unreached-lines.ts';
import { unrunLines, unrunModules, unstartedModules } from './unrun-modules.ts';

const CHECK_MS = 2000;
const PROGRESS_MS = 15_000;
/** A worker first asks for its setup files, and then takes longer to load the engine than a report takes to prepare. */
const ASKED_MS = 20;
/** Fixtures whose results take memory worth looking at. */
const SOME = 500;

export interface ReporterOptions {
  catalog: Catalog;
  journal: string;
  /** What the workers seal with. */
  seal: Seal;
  rowsOf: RowsOf;
  project: TestProject;
}

/**
 * Gathers what the workers say of the fixtures, in this run or in merged reports, and writes the
 * monitor artifact. Of a worker that died, the journal tells what it had done and what it was at.
 */
export function createReporter({ catalog, journal, seal, rowsOf, project }: ReporterOptions): Reporter {
  noteThreads();
  let vitest: Vitest | undefined;
  const timers: NodeJS.Timeout[] = [];
  const done = { all: 0, of: 0, red: 0 };
  /** The modules of fixtures that are to run. */
  let asked: string[] = [];
  /** Fixtures whose process was ended because it never yielded. */
  const stuck = new Set<string>();
  let isPrepared = false;
  let isBound = false;
  /** While the workers load the engine, this process has time; reruns find it done. */
  const prepare = async (): Promise<void> => {
    const { prepareReport } = await import('agent-replay/report');
    await prepareReport(await catalog.config());
  };
  return {
    onInit: (value) => {
      vitest = value;
    },
    onTestRunStart: async (specifications) => {
      clearJournal(journal);
      stuck.clear();
      const own = specifications.filter((each) => each.project.name === project.name);
      asked = own.filter(isGenerated).map(({ moduleId }) => moduleId);
      Object.assign(done, { all: 0, of: catalog.fixturesIn(asked).length, red: 0 });
      if (done.of === 0) return;
      project.provide('agent-replay:replaced', await replacedModules(await catalog.config(), project));
      timers.push(
        setInterval(() => endStuck(journal, seal).forEach((dir) => stuck.add(dir)), CHECK_MS).unref(),
        setInterval(() => {
          const red = done.red === 0 ? '' : `, ${done.red} red`;
          const where = project.name === '' ? '' : ` in ${project.name}`;
          if (vitest !== undefined)
            say(vitest, `agent-replay  ${done.all} of ${done.of} fixtures replayed${where}${red}`);
        }, PROGRESS_MS).unref(),
      );
    },
    onTestModuleQueued(module) {
      if (isPrepared || module.project.name !== project.name || !isGenerated(module)) return;
      isPrepared = true;
      timers.push(setTimeout(() => void prepare(), ASKED_MS).unref());
    },
    async onTestCaseResult(test) {
      if (test.project.name !== project.name || rowsOf(test).length === 0) return;
      done.all += 1;
      if (done.all % SOME === 0) isBound ||= boundOwnMemory();
      if (test.result().state !== 'failed') return;
      done.red += 1;
      await showPlace(test, project);
    },
    async onTestRunEnd(modules, unhandled, reason) {
      for (const timer of timers.splice(0)) clearInterval(timer);
      const { crashedRow, reportRun, stuckRow } = await import('agent-replay/report');
      const rows = new Map<string, ReplayRow>();
      /** Tests that ended without a word of their replay, and why. */
      const silent = new Map<string, string>();
      /** Tests that Vitest has failed by itself, or whose last attempt passed, which is what its retries are for. */
      const settled = new Set<string>();
      for (const test of testsOf(modules, project)) {
        const { state, errors } = test.result();
        const said = rowsOf(test);
        if (state === 'failed' || said.at(-1)?.ok === true) settled.add(nameOf(test));
        // Of several attempts a red one counts: a retry that passes does not undo what was seen.
        const row = said.findLast(({ ok }) => !ok) ?? said.at(-1);
        if (row !== undefined) rows.set(row.dir, row);
        else if (test.meta().agentReplay !== undefined || state === 'passed')
          silent.set(nameOf(test), 'what its test reported was not sealed by its replay');
        else if (state === 'failed')
          silent.set(nameOf(test), `its test failed before its replay: ${firstLine(errors[0]?.message)}`);
      }
      // What dead workers had done, and the fixtures that they died of.
      const entries: ReturnType<typeof readJournal> =
        rows.size < catalog.fixtures().length ? readJournal(journal, seal) : new Map();
      let unsent = 0;
      for (const fixture of entries.size === 0 ? [] : catalog.fixtures()) {
        const entry = entries.get(fixture.dir);
        if (entry === undefined || rows.has(fixture.dir)) continue;
        unsent += 1;
        const died = (): ReplayRow =>
          stuck.has(fixture.dir)
            ? stuckRow(fixture, 'it neither ended nor yielded, and its worker was ended')
            : crashedRow(fixture, 'its worker died');
        rows.set(fixture.dir, entry.row ?? died());
      }
      // What was stopped is not run either, and nothing is wrong with it.
      const unrun =
        reason === 'interrupted'
          ? []
          : [
              ...unstartedModules(asked, { modules, unhandled }),
              ...unrunModules(modules, project, rowsOf),
            ].filter(({ file }) => !catalog.fixturesIn([file]).some(({ dir }) => rows.has(dir)));
      for (const { file, cause } of unrun)
        for (const fixture of catalog.fixturesIn([file]))
          if (!silent.has(nameOfFixture(fixture))) silent.set(nameOfFixture(fixture), cause);
      for (const fixture of silent.size === 0 ? [] : catalog.fixtures()) {
        const cause = silent.get(nameOfFixture(fixture));
        if (cause !== undefined && !rows.has(fixture.dir)) rows.set(fixture.dir, crashedRow(fixture, cause));
      }
      clearJournal(journal);
      if (rows.size === 0) return;
      const report = await reportRun(await catalog.config(), [...rows.values()]);
      const unfailed = [...rows.values()].filter(
        (row) => !row.ok && row.status !== 'skipped' && !settled.has(nameOfFixture(row)),
      );
      if (unfailed.length > 0) process.exitCode ||= 1;
      const lines = [
        report,
        ...unreachedLines(modules, project, unsent),
        ...unrunLines(unrun, project.config.environment),
        ...unfailedLines(unfailed),
      ];
      if (vitest !== undefined) say(vitest, `\n${lines.join('\n')}`);
    },
  };
}

function firstLine(message = 'it does not say why'): string {
  return message.split('\n', 1)[0] ?? '';
}
