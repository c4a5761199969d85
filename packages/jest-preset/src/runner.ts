import type { SerializableError, Test, TestEvents, TestResult } from '@jest/test-result';
import type { Config } from '@jest/types';
import { crashedRow } from 'agent-replay/runner';
import type JestTestRunner from 'jest-runner';
import type { TestRunnerContext, TestRunnerOptions, TestWatcher, UnsubscribeFn } from 'jest-runner';
import { crashResult, firstLine } from './crash-result.ts';
import { jestModule } from './jest-modules.ts';
import { createOutlet } from './outlet.ts';
import { createPack, createPacks, type PackTest } from './pack.ts';
import { createPackRun, type PackRun } from './pack-run.ts';
import { onProgress } from './progress.ts';
import { createReports } from './reports.ts';
import { selectFixtures } from './select-fixtures.ts';
import { splitResult } from './split-result.ts';
import type { ReplayTestResult } from './test-runner.ts';

interface Runner {
  readonly supportsEventEmitters: true;
  runTests(tests: Test[], watcher: TestWatcher, options: TestRunnerOptions): Promise<void>;
  on<Name extends keyof TestEvents>(
    name: Name,
    listener: (data: TestEvents[Name]) => void | Promise<void>,
  ): UnsubscribeFn;
}

/**
 * Jest's own runner, with fixtures packed into few test files, since a sandbox for each of them
 * costs about fifteen times as much. Results are dealt back: Jest and its reporters see a test
 * file per fixture. A fixture that kills its worker fails alone, and the rest of its pack runs again.
 */
export default function FixtureRunner(globalConfig: Config.GlobalConfig, context: TestRunnerContext): Runner {
  const JestRunner = (jestModule('jest-runner') as typeof JestTestRunner).default;
  const inner = new JestRunner(globalConfig, context);
  const { on, emit } = createOutlet();
  const runs = new Map<Test, PackRun>();
  const byId = new Map<string, PackRun>();
  const reports = createReports();

  inner.on('test-file-start', async (data) => {
    if (!runs.has(data[0])) await emit('test-file-start', data);
  });
  inner.on('test-file-failure', async (data) => {
    const run = runs.get(data[0]);
    if (run === undefined) await emit('test-file-failure', data);
    else run.died(data[1]);
  });
  inner.on('test-file-success', async (data) => {
    const run = runs.get(data[0]);
    if (run === undefined) return emit('test-file-success', data);
    reports.add(run.pack, (data[1] as ReplayTestResult).agentReplay ?? []);
    // With --bail the first failure that Jest hears of ends the process.
    if (globalConfig.bail > 0) await reports.write();
    for (const [test, result] of splitResult(run.pack, data[1])) await report(test, result);
  });
  onProgress(inner, (id) => byId.get(id));

  async function report(test: Test, result: TestResult): Promise<void> {
    await emit('test-file-start', [test]);
    await emit('test-file-success', [test, result]);
  }

  async function settle(): Promise<PackTest[]> {
    const again: PackTest[] = [];
    for (const run of runs.values()) {
      const settlement = run.settle();
      for (const { member, error } of settlement.culprits) {
        reports.add(run.pack, [crashedRow(member.fixture, firstLine(error.message))]);
        await report(member.test, crashResult(member, error));
      }
      again.push(...settlement.again.map(createPack));
    }
    return again;
  }

  return {
    supportsEventEmitters: true,
    on,
    async runTests(tests, watcher, options) {
      const { fixtures, others, nothing } = await selectFixtures(tests, globalConfig);
      if (nothing !== null) await emit('test-file-failure', [nothing.test, asSerializable(nothing.message)]);
      let packs = createPacks(fixtures, globalConfig.maxWorkers);
      let files: Test[] = others;
      while (files.length + packs.length > 0 && !watcher.isInterrupted()) {
        runs.clear();
        for (const pack of packs) {
          const run = createPackRun(pack);
          runs.set(pack.test, run);
          byId.set(pack.id, run);
        }
        await inner.runTests([...files, ...runs.keys()], watcher, {
          serial: options.serial && isInBand(globalConfig, packs),
        });
        packs = await settle();
        files = [];
      }
      for (const summary of await reports.write()) process.stderr.write(`\n${summary}\n`);
    },
  };
}

function asSerializable(message: string): SerializableError {
  return { code: undefined, message, stack: message, type: 'Error' };
}

/** A fixture that aborts or loops for ever takes its process along; in Jest's own only when asked to. */
function isInBand(globalConfig: Config.GlobalConfig, packs: readonly PackTest[]): boolean {
  return packs.length === 0 || globalConfig.runInBand || globalConfig.detectOpenHandles;
}
