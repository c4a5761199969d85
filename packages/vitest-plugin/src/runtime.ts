import { join } from 'node:path';
import { type Config, loadConfig, replay, type ReplayResult } from 'agent-replay';
import { describeFailure, isRed, type ReplayRow, replayRow, reservation } from 'agent-replay/runner';
import { inject, type TestContext } from 'vitest';
import { noteBegin, noteEnd } from './journal.ts';
import { testFrameOf, toTestError } from './to-test-error.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder in which workers note what they are at. */
    'agent-replay:journal': string;
  }
  interface TaskMeta {
    /** What the replays of this fixture said, one for each attempt. */
    agentReplay?: ReplayRow[];
  }
}

export interface ReplayTestsOptions {
  /** Vitest's root. */
  root: string;
  /** The config and the agents, by absolute path, as the generated module imports them. */
  imports: Readonly<Record<string, () => Promise<unknown>>>;
  /** Imports any other module through Vitest. */
  import(file: string): Promise<unknown>;
}

/** Fixtures of concurrent tests take turns; the journal notes when one's turn has come. */
let turn: Promise<unknown> = Promise.resolve();

/** Returns what the generated tests call: replays a fixture, and is red, green or skipped as it says. */
export function replayTests(
  options: ReplayTestsOptions,
): (context: TestContext, path: string) => Promise<void> {
  const importModule = (file: string): Promise<unknown> => options.imports[file]?.() ?? options.import(file);
  let config: Promise<Config> | undefined;
  const journal = inject('agent-replay:journal');
  return async (context, path) => {
    const frame = testFrameOf(new Error('here').stack);
    const dir = join(options.root, path);
    config ??= loadConfig(options.root, { import: importModule });
    const loaded = config;
    const result = turn.then(async () => {
      noteBegin(journal, dir);
      return replay(dir, { config: await loaded, importModule });
    });
    turn = result.catch(() => undefined);
    settle(context, await result, { frame, journal });
  };
}

function settle(
  context: TestContext,
  result: ReplayResult,
  { frame, journal }: { frame: string | undefined; journal: string },
): void {
  const row = replayRow(result);
  noteEnd(journal, row);
  (context.task.meta.agentReplay ??= []).push(row);
  if (isRed(row)) throw toTestError(describeFailure(result), frame);
  const note = reservation(row);
  if (note !== null) context.skip(note);
}
