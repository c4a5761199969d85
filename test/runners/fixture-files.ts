import { createHash } from 'node:crypto';

export interface FixtureOptions {
  suite?: string;
  id: string;
  /** What the agent is given. */
  payload: unknown;
  expected?: unknown;
  tier?: 'critical' | 'broad' | 'full';
  interactions?: readonly unknown[];
  agent?: string;
  timeoutSeconds?: number;
}

/** The four files of a fixture, by path from the project's root. */
export function fixtureFiles({
  suite = 'payments',
  id,
  payload,
  ...options
}: FixtureOptions): Record<string, string> {
  const at = '2026-11-20T10:00:00.000Z';
  const dir = `fixtures/${suite}/${id}`;
  return {
    [`${dir}/input.json`]: json({
      format: 1,
      fixture_id: id,
      agent: { name: options.agent ?? 'clerk', code_version: '1', model: 'none', prompt_version: '1' },
      task: { task_id: `task-${id}`, attempt: 1, payload },
      tool_allowlist: [],
      timeout_seconds: options.timeoutSeconds ?? 5,
      state: [],
      clock: { mode: 'frozen', start: at },
      seed: 1,
    }),
    [`${dir}/expected.json`]: json(options.expected ?? { status: ['passed'], artifacts: { min: 1 } }),
    [`${dir}/tool_cassettes.json`]: json({ interactions: options.interactions ?? [] }),
    [`${dir}/notes.json`]: json({
      run_id: '0193f000-0000-7000-8000-000000000000',
      failure_class: 'missing_artifact_ref',
      reason: 'missing_artifact_ref',
      fingerprint: `v1:${createHash('sha256').update(id).digest('hex')}`,
      first_bad_run_at: at,
      frozen_at: at,
      tier: options.tier ?? 'full',
      owner: null,
      stale_after: null,
      capture: { captured: ['http', 'tool'], denied: [], unknown: [] },
      proof: null,
      quarantine: null,
    }),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
