import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The name of the agent that a fixture replays; empty when its input.json cannot be read. */
export function agentName(dir: string): string {
  try {
    const input: unknown = JSON.parse(readFileSync(join(dir, 'input.json'), 'utf8'));
    const name = (input as { agent?: { name?: unknown } } | null)?.agent?.name;
    return typeof name === 'string' ? name : '';
  } catch {
    return '';
  }
}
