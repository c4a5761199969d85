import { giveUpCalls, withRun as withRunIn } from '@agent-replay/runs';
import { configOf, holdTap } from './live-tap.ts';

/**
 * `withRun` of @agent-replay/runs, with the HTTP of the process observed meanwhile: its calls are events of the run.
 *
 * @example
 * const { record } = await withRun(store, envelope, async (run) => {
 *   await recordArtifact(run, { kind: 'file', uri: 'report.md' });
 *   return { contract: { artifacts: { min: 1 } } };
 * });
 */
export const withRun: typeof withRunIn = async (store, envelope, fn, options) => {
  const letGo = holdTap(await configOf(process.cwd()));
  try {
    return await withRunIn(store, envelope, typeof fn === 'function' ? observed : fn, options);
  } finally {
    await letGo();
  }

  async function observed(run: Parameters<typeof fn>[0]): Promise<Awaited<ReturnType<typeof fn>>> {
    try {
      return await fn(run);
    } finally {
      await letGo();
      giveUpCalls(run);
    }
  }
};
