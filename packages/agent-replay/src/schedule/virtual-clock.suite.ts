import { join } from 'node:path';
import { openStore, type Store } from '@agent-replay/runs';
import { onTestFinished } from 'vitest';
import { defineAgent } from '../agent/define-agent.ts';
import { createProject, type Project } from '../project.suite.ts';
import type { SchedulerEvent } from './run-scheduler.ts';

export const T0 = Date.parse('2026-11-24T00:00:00.000Z');
const HOUR = 3_600_000;
export const MINUTE = 60_000;

export const at = (hours: number, minutes = 0) => T0 + hours * HOUR + minutes * MINUTE;
export const label = (time: number) =>
  `${Math.floor((time - T0) / HOUR)}:${String(((time - T0) % HOUR) / MINUTE).padStart(2, '0')}`;

/** A clock that jumps to the end of each wait, after the ticks that run have ended. */
export function virtualClock(end: number, settled: () => Promise<unknown> = async () => undefined) {
  const stop = new AbortController();
  let running = 0;
  const clock = {
    time: T0,
    signal: stop.signal,
    now: () => clock.time,
    async sleep(ms: number) {
      while (running > 0) await nextTurn();
      await nextTurn();
      await settled();
      clock.time += ms;
      if (clock.time >= end) stop.abort();
    },
    onEvent({ kind }: SchedulerEvent) {
      if (kind === 'started') running += 1;
      if (kind === 'done' || kind === 'failed') running -= 1;
    },
  };
  return clock;
}

export const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve));

export async function emptyStore(project: Project = createProject()): Promise<Store> {
  const store = await openStore(join(project.root, '.agent-replay/runs.db'));
  onTestFinished(() => store.close());
  return store;
}

/** An agent that leaves its artifact, or not. */
export const agent = (name: string, options: { prompt?: string; works?: boolean } = {}) =>
  defineAgent({
    name,
    model: 'm',
    promptVersion: options.prompt ?? '1',
    async run(_, context) {
      if (options.works !== false)
        await context.recordArtifact({ kind: 'message_id', uri: 'mail:1', probe: () => true });
      return { done: true };
    },
  });
