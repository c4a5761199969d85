import { randomBytes } from 'node:crypto';
import { createSeal, repeatOf } from 'agent-replay/discover';
import type { SerializableError, Test, TestEvents, TestResult } from '@jest/test-result';
import type { Config } from '@jest/types';
import type JestRunner from 'jest-runner';
import type { TestRunnerContext, TestRunnerOptions, TestWatcher, UnsubscribeFn } from 'jest-runner';
import { someIgnored } from './all-ignored.ts';
import { crashResult, firstLine } from './crash-result.ts';
import { jestModule } from './jest-modules.ts';
import { noteRunner } from './missing-runner.ts';
import { openRows } from './open-rows.ts';
import { createOutlet } from './outlet.ts';
import { createPack, createPacks, type PackTest, withPacks } from './pack.ts';
import { createPackRun, type Culprit, type PackRun, type Replayed } from './pack-run.ts';
import { onProgress } from './progress.ts';
import { createReports } from './reports.ts';
import { type FixtureTest, selectFixtures } from './select-fixtures.ts';
import { splitResult } from './split-result.ts';
import type { ReplayTestResult } from './test-runner.ts';
import { unseen } from './unseen.ts';

const UNSEALED = 'what its test reported was not sealed by its replay';

interface Runner {
  readonly supportsEventEmitters: true;
  runTests(tests: Test[], watcher: TestWatcher, options: TestRunnerOptions): Promise<void>;
  on<Name extends keyof TestEvents>(
    name: Name,
    listener: (data: TestEvents[Name]) => void | Promise<void>,
  ): UnsubscribeFn;
}

/** Packs that run at the same time. */
interface Round {
  packs: readonly PackTest[];
  /** Whose doing the death of a process was if the one pack of this round lives. */
  otherwise?: Culprit | null;
}

/**
 * Jest's own runner, with fixtures packed into few test files, since a sandbox for each of them
 * costs about fifteen times as much. Results are dealt back: Jest and its reporters see a test
 * file per fixture. A fixture that kills its worker fails alone, and the rest of its pack runs again.
 */
export default function FixtureRunner(globalConfig: Config.GlobalConfig, context: TestRunnerContext): Runner {
  noteRunner();
  const { on, emit } = createOutlet();
  /** Runs of packs by the paths of their test files. */
  const runs = new Map<string, PackRun>();
  const replayed: Replayed = new Map();
  const reports = createReports();
  const key = randomBytes(32).toString('hex');
  const seal = createSeal(Buffer.from(key, 'hex'));
  /** Paths of the fixtures that Jest has heard of. */
  const told = new Set<string>();
  /** Failed tests that Jest has heard of. */
  let failed = 0;
  const isOver = (): boolean => globalConfig.bail > 0 && failed >= globalConfig.bail;

  function createInner(config: Config.GlobalConfig): InstanceType<typeof JestRunner.default> {
    const { default: InnerRunner } = jestModule('jest-runner') as typeof JestRunner;
    const inner = new InnerRunner(config, context);
    inner.on('test-file-start', async (data) => {
      if (!runs.has(data[0].path)) await emit('test-file-start', data);
    });
    inner.on('test-file-failure', async (data) => {
      const run = runs.get(data[0].path);
      if (run === undefined) await emit('test-file-failure', data);
      else run.died(data[1]);
    });
    inner.on('test-file-success', async (data) => {
      const run = runs.get(data[0].path);
      if (run === undefined) return hear(...data);
      const { rows, silent, unreplayed } = openRows(run.pack, data[1], seal);
      reports.add(run.pack, rows);
      for (const { member, message } of unreplayed)
        await noteCrash(run, member, `its test failed before its replay: ${firstLine(message)}`);
      const said: ReplayTestResult = { ...data[1], agentReplay: rows };
      for (const [test, result] of await splitResult(run.pack, said)) {
        const member = silent.find((each) => each.test === test);
        await (member === undefined ? report(test, result) : crash(run, member, UNSEALED));
      }
    });
    onProgress(inner, (path) => runs.get(path));
    return inner;
  }

  async function report(test: Test, result: TestResult): Promise<void> {
    if (isOver()) return;
    told.add(test.path);
    await emit('test-file-start', [test]);
    await hear(test, result);
  }

  /** Lets Jest hear of a result. With --bail it may be the last: Jest ends the process while it listens. */
  async function hear(test: Test, result: TestResult): Promise<void> {
    if (isOver()) return;
    failed += result.numFailingTests;
    if (isOver()) tell(await reports.write());
    await emit('test-file-success', [test, result]);
  }

  async function noteCrash({ pack }: PackRun, { fixture }: FixtureTest, message: string): Promise<void> {
    const { crashedRow } = await import('agent-replay/report');
    reports.add(pack, [crashedRow(fixture, message)]);
  }

  async function crash(run: PackRun, member: FixtureTest, message: string): Promise<void> {
    await noteCrash(run, member, message);
    const error = { code: undefined, message, stack: message, type: 'Error' };
    await report(member.test, crashResult({ member, error, began: true, isStuck: false }));
  }

  async function blame(culprit: Culprit): Promise<void> {
    const { crashedRow, stuckRow } = await import('agent-replay/report');
    const rowOf = culprit.isStuck ? stuckRow : crashedRow;
    const { member, error } = culprit;
    reports.add(createPack([member]), [rowOf(member.fixture, firstLine(error.message))]);
    await report(member.test, crashResult(culprit));
  }

  /** Reports what brought a worker down in a round; returns the rounds that are to follow. */
  async function settle({ otherwise }: Round): Promise<Round[]> {
    const settled = [...runs.values()].map((run) => run.settle());
    const culprits = settled.flatMap((each) => each.culprits);
    const again = settled.flatMap((each) => (each.again.length > 0 ? [createPack(each.again)] : []));
    if (otherwise != null && culprits.length === 0) culprits.push(otherwise);
    else if (otherwise != null && !told.has(otherwise.member.test.path))
      again.push(createPack([otherwise.member]));
    for (const culprit of culprits) await blame(culprit);
    const alone = settled.flatMap((each) => each.alone);
    return [
      ...(again.length > 0 ? [{ packs: again }] : []),
      ...alone.map((each) => ({ packs: [createPack(each.members)], otherwise: each.otherwise })),
    ];
  }

  return {
    supportsEventEmitters: true,
    on,
    async runTests(tests, watcher, options) {
      const { fixtures, others, hidden, ignored, nothing } = await selectFixtures(tests, globalConfig);
      if (nothing !== null)
        await emit('test-file-failure', [nothing.test, atFile(nothing.message, nothing.test.path)]);
      // What cannot be read is told here, once.
      if (fixtures.length > 0) repeatOf();
      const rounds: Round[] = [{ packs: createPacks(fixtures, globalConfig.maxWorkers) }];
      let files: Test[] = others;
      // A thread that aborts, or never yields, takes Jest along: fixtures have processes.
      const config = fixtures.length > 0 ? { ...globalConfig, workerThreads: false } : globalConfig;
      if (globalConfig.workerThreads === true && fixtures.length > 0) {
        await createInner(globalConfig).runTests(files, watcher, options);
        files = [];
      }
      for (const round of rounds) {
        const { packs } = round;
        if (files.length + packs.length === 0 || watcher.isInterrupted()) break;
        runs.clear();
        for (const pack of packs)
          runs.set(
            pack.test.path,
            createPackRun(pack, {
              replayed,
              isOnly: files.length + packs.length === 1,
              onWorker: () => void reports.prepare(pack),
            }),
          );
        const all = [...files, ...packs.map(({ test }) => test)];
        await createInner(withPacks(config, packs, key)).runTests(all, watcher, {
          serial: options.serial && isInBand(globalConfig, packs),
        });
        rounds.push(...(await settle(round)));
        files = [];
      }
      if (!isOver())
        tell([
          ...(await reports.write()),
          ...remarks({ hidden, ignored, watches: isWatching(globalConfig) }),
        ]);
    },
  };
}

function tell(texts: readonly string[]): void {
  for (const text of texts) process.stderr.write(`\n${text}\n`);
}

/** An error at the head of a file: without a frame Jest would print all but the first line twice. */
function atFile(message: string, file: string): SerializableError {
  return { code: undefined, message, stack: `${message}\n    at config (${file}:1:1)`, type: 'Error' };
}

/**
 * A fixture that aborts or loops for ever takes its process along: Jest's own only when asked to, and
 * never while it watches, since a process keeps the ES modules that it has loaded once.
 */
function isInBand(globalConfig: Config.GlobalConfig, packs: readonly PackTest[]): boolean {
  const mayBe = globalConfig.runInBand || globalConfig.detectOpenHandles;
  return packs.length === 0 || (!isWatching(globalConfig) && mayBe);
}

function isWatching({ watch, watchAll }: Config.GlobalConfig): boolean {
  return watch || watchAll;
}

/** What the user's own options do to the fixtures; nothing is left out, or added, in silence. */
function remarks({
  hidden,
  ignored,
  watches,
}: {
  hidden: number;
  ignored: number;
  watches: boolean;
}): string[] {
  return [...(hidden > 0 ? [unseen(hidden, watches)] : []), ...(ignored > 0 ? [someIgnored(ignored)] : [])];
}
