import { join } from 'node:path';
import { type Config, loadConfig, replay, type ReplayResult } from 'agent-replay';
import { describeFailure, isRed, type ReplayRow, replayRow, reservation } from 'agent-replay/runner';
import type { TestContext } from 'vitest';
import { testFrameOf, toTestError } from './to-test-error.ts';

declare module 'vitest' {
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

/** Returns what the generated tests call: replays a fixture, and is red, green or skipped as it says. */
export function replayTests(
  options: ReplayTestsOptions,
): (context: TestContext, dir: string) => Promise<void> {
  const importModule = (file: string): Promise<unknown> => options.imports[file]?.() ?? options.import(file);
  let config: Promise<Config> | undefined;
  return async (context, dir) => {
    const frame = testFrameOf(new Error('here').stack);
    config ??= loadConfig(options.root, { import: importModule });
    settle(context, await replay(join(options.root, dir), { config: await config, importModule }), frame);
  };
}

function settle(context: TestContext, result: ReplayResult, frame: string | undefined): void {
  const row = replayRow(result);
  (context.task.meta.agentReplay ??= []).push(row);
  if (isRed(row)) throw toTestError(describeFailure(result), frame);
  const note = reservation(row);
  if (note !== null) context.skip(note);
}
