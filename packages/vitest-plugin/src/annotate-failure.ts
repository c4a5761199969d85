import type { Config, ReplayResult } from 'agent-replay';
import { failureRecord } from 'agent-replay/runner';
import type { TestContext } from 'vitest';
import { showCommand } from './show-command.ts';

/** Adds to the test of a red fixture where its run is recorded, and what it did as an attached file. */
export async function annotateFailure(
  { annotate }: TestContext,
  result: ReplayResult,
  config: Config,
): Promise<void> {
  if (result.run === null) return;
  const message = showCommand(result.run.run_id, config.root);
  const body = failureRecord(result, config);
  if (body === null) await annotate(message, 'run');
  else await annotate(message, 'run', { contentType: 'application/json', body: Buffer.from(body) });
}
