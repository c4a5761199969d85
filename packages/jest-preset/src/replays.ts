import { type Config, loadConfig, type ReplayResult } from 'agent-replay';
import { boundOwnMemory, repeatOf, type Seal, type Sealed } from 'agent-replay/discover';
import {
  describeFailure,
  type FailureText,
  isRed,
  keepInPlace,
  mockedRow,
  repeated,
  replacedRow,
  replayForReport,
  repeatRows,
  type ReplayRow,
  replayRow,
} from 'agent-replay/runner';
import type { Config as JestConfig } from '@jest/types';
import type JestRuntime from 'jest-runtime';
import type { Failure, Pack } from './handle.ts';
import type { OwnResults } from './give-own-results.ts';
import { letJestCache } from './let-jest-cache.ts';
import { loadModule } from './load-module.ts';
import { mockedModules } from './mocked-modules.ts';
import { holdSend, type Send } from './progress.ts';
import { replacedModules } from './replaced-modules.ts';

/** Jest loads modules in the process itself, where that is seen. */
const untilLoaded = (): Promise<void> => Promise.resolve();

/** Transforms of a large project may take so long, without ever yielding, before an agent runs. */
const LOADING_MS = 300_000;
/** Fixtures after which the memory of their process is looked at. */
const SOME = 100;

/** Replays the fixtures of a pack for the tests inside the sandbox. */
export interface Replays {
  /** Called once Jest's module loader for the sandbox exists. */
  attach(runtime: JestRuntime.default, options: { send: Send; config: JestConfig.ProjectConfig }): void;
  replay: (dir: string) => Promise<Failure | null>;
  /** What was replayed so far, in order. */
  rows(): readonly Sealed[];
  /** Takes away what was put in place for the first of them, and writes their records. */
  leave(): Promise<void>;
}

/** @param openDoors leads the sandbox's ways to the network out to the tape; returns what gives them back */
export function createReplays(
  pack: Pack,
  realm: typeof globalThis,
  { seal, openDoors, results: made }: { seal: Seal; openDoors: () => () => void; results: OwnResults },
): Replays {
  const rows: Sealed[] = [];
  const repeat = repeatOf();
  let replayed = 0;
  let load: (file: string) => Promise<unknown>;
  let mocked: () => string[] | null;
  let send: Send;
  let jest: JestConfig.ProjectConfig;
  const loaded = new Set<string>();
  const replaced = new Map<string, ReturnType<typeof replacedModules>>();
  let ready: Promise<{ config: Config; leave: () => Promise<void> }> | undefined;
  /** A process has one tape at a time; fixtures of concurrent tests take turns. */
  let turn: Promise<unknown> = Promise.resolve();

  async function prepare(): Promise<{ config: Config; leave: () => Promise<void> }> {
    const config = await loadConfig(pack.root);
    const leave = await keepInPlace(config, realm);
    const undo = await letJestCache(jest);
    return { config, leave: () => leave().finally(undo) };
  }

  function replacedOf(agent: string, config: Config): ReturnType<typeof replacedModules> {
    const known = replaced.get(agent) ?? replacedModules(agent, config, jest.moduleNameMapper);
    replaced.set(agent, known);
    return known;
  }

  async function replayNow(dir: string): Promise<Failure | null> {
    const begin = (loading_ms: number): void =>
      send('agent-replay-start', { pack: pack.id, dir, pid: process.pid, rounds: repeat, loading_ms });
    begin(0);
    const importModule = async (file: string): Promise<unknown> => {
      if (loaded.has(file)) return load(file);
      begin(LOADING_MS);
      const module = await load(file);
      loaded.add(file);
      begin(0);
      return module;
    };
    const { config } = await (ready ??= prepare());
    const results: ReplayResult[] = [];
    for (let round = 0; round < repeat; round += 1) {
      const closeDoors = openDoors();
      try {
        results.push(await replayForReport(dir, { config, importModule, realm, untilLoaded }));
      } finally {
        closeDoors();
        made.leave();
      }
    }
    send('agent-replay-end', { pack: pack.id, dir });
    const judged = repeated(results);
    const mocks = mocked();
    const own = (results.length === 1 ? [replayRow(judged.result)] : repeatRows(judged)).map((each) =>
      replacedRow(mockedRow(each, mocks, config), replacedOf(each.notes?.agent ?? '', config), config),
    );
    const row = own.at(-1) as ReplayRow;
    rows.push(...own.map((each) => seal.close(each)));
    replayed += 1;
    if (replayed % SOME === 0) boundOwnMemory();
    return isRed(row) ? toFailure(describeFailure(judged.result, { ...config, repeat: row.repeat })) : null;
  }

  return {
    attach(runtime, options) {
      load = (file) => loadModule(runtime, file, made);
      mocked = () => mockedModules(runtime);
      send = holdSend(options.send);
      jest = options.config;
    },
    replay(dir) {
      const result = turn.then(() => replayNow(dir));
      turn = result.catch(() => undefined);
      return result;
    },
    rows: () => rows,
    leave: async () => (await ready?.catch(() => undefined))?.leave(),
  };
}

/** Jest shows the lines around the topmost frame that is not its own. */
function toFailure({ message, place }: FailureText): Failure {
  const frame = place === null ? '' : `\n    at expected (${place.file}:${place.line}:${place.column})`;
  return { message, stack: `${message}${frame}` };
}
