import { join } from 'node:path';
import { plainText } from '../discover/read-plain.ts';

/** Over the fixture's own limit, which the engine keeps: time to stop the agent and to tell. */
const GRACE_MS = 10_000;
const DEFAULT_SECONDS = 600;

/** After how many milliseconds a fixture's process must have got stuck. */
export function stuckAfter(dir: string): number {
  return (timeoutSeconds(dir) ?? DEFAULT_SECONDS) * 1000 + GRACE_MS;
}

/** From input.json as far as it can be read; whether it is valid is for the engine to say. */
function timeoutSeconds(dir: string): number | null {
  try {
    const input: unknown = JSON.parse(plainText(join(dir, 'input.json')));
    const seconds = (input as { timeout_seconds?: unknown } | null)?.timeout_seconds;
    return typeof seconds === 'number' ? seconds : null;
  } catch {
    return null;
  }
}
