import { channel } from 'node:diagnostics_channel';
import { giveUpCalls, withRun as withRunIn } from '@agent-replay/runs';
import { configOf, holdTap } from './live-tap.ts';

/** Where @agent-replay/cassette tells of what it cannot record. */
const sideChannel = channel('agent-replay:side-channel');

/**
 * `withRun` of @agent-replay/runs, with the HTTP of the process observed meanwhile: its calls are events of the run.
 * Where the config cannot be read the work is done all the same, and its capture counts as incomplete.
 *
 * @example
 * const { record } = await withRun(store, envelope, async (run) => {
 *   await recordArtifact(run, { kind: 'file', uri: 'report.md' });
 *   return { contract: { artifacts: { min: 1 } } };
 * });
 */
export const withRun: typeof withRunIn = (store, envelope, fn, options) => {
  return withRunIn(store, envelope, typeof fn === 'function' ? observed : fn, options);

  async function observed(run: Parameters<typeof fn>[0]): Promise<Awaited<ReturnType<typeof fn>>> {
    const letGo = await observe();
    try {
      return await fn(run);
    } finally {
      await letGo();
      giveUpCalls(run);
    }
  }
};

async function observe(): Promise<() => Promise<void>> {
  try {
    return holdTap(await configOf(process.cwd()));
  } catch {
    sideChannel.publish({ channel: 'config' });
    return holdTap({ allow: [], effects: [] });
  }
}
