import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Over the fixture's own limit, which the engine keeps: time to stop the agent and to tell. */
const GRACE_MS = 10_000;
const DEFAULT_SECONDS = 600;

/** The name of the agent that a fixture replays; empty when its input.json cannot be read. */
export function agentName(dir: string): string {
  const name = read(dir)?.agent?.name;
  return typeof name === 'string' ? name : '';
}

/** After how many milliseconds a fixture's process must have got stuck. */
export function timeLimit(dir: string): number {
  const seconds = read(dir)?.timeout_seconds;
  return (typeof seconds === 'number' ? seconds : DEFAULT_SECONDS) * 1000 + GRACE_MS;
}

/** input.json as far as it can be read; whether it is valid is for the engine to say. */
function read(dir: string): { agent?: { name?: unknown }; timeout_seconds?: unknown } | null {
  try {
    return JSON.parse(readFileSync(join(dir, 'input.json'), 'utf8')) as ReturnType<typeof read>;
  } catch {
    return null;
  }
}
