import { z } from 'zod';
import { ArtifactRef } from './artifact.ts';
import { AgentName, Attempt, LONGEST, Seconds, Sha256, TaskId, Timestamp, Version } from './scalar.ts';
import { RunStatus } from './verdict.ts';

/** State that a run read, by where it is and what it was. */
export const StateRef = z.strictObject({
  uri: z.string().min(1).max(LONGEST.uri),
  sha256: Sha256,
  version: z.string().max(LONGEST.version).nullable(),
});
export type StateRef = z.infer<typeof StateRef>;

/** Whether a run was production work or the replay of a fixture. */
export const RunType = z.enum(['live', 'replay']);
export type RunType = z.infer<typeof RunType>;

const fields = {
  run_id: z.uuidv7(),
  run_type: RunType,
  fixture_id: z.string().max(LONGEST.agent_name).nullable(),
  task_id: TaskId,
  attempt: Attempt,
  agent_name: AgentName,
  started_at: Timestamp,
  code_version: Version,
  model: Version,
  prompt_version: Version,
  tool_allowlist: z.array(z.string().max(LONGEST.version)),
  timeout_seconds: Seconds,
  input_sha256: Sha256,
  state_refs: z.array(StateRef),
  artifact_refs: z.array(ArtifactRef),
  status: RunStatus,
  failure_class: z.string().nullable(),
  /** A registered code, alone or followed by `: ` and text; at most 2,000 characters. */
  failure_reason: z.string().max(2000).nullable(),
  fingerprint: z.string().nullable(),
  closed_at: Timestamp.nullable(),
  deadline_at: Timestamp,
};

/** The one record of a run, live or replayed. */
export const RunRecord = z
  .strictObject(fields)
  .refine((run) => run.run_type === 'live' || run.fixture_id !== null, {
    path: ['fixture_id'],
    error: 'a replay names its fixture',
  })
  .refine((run) => run.status === 'started' || run.closed_at !== null, {
    path: ['closed_at'],
    error: 'a closed run has a closing time',
  })
  .refine((run) => run.status !== 'started' || run.closed_at === null, {
    path: ['closed_at'],
    error: 'an open run has no closing time',
  })
  .refine((run) => !(Date.parse(run.closed_at ?? '') < Date.parse(run.started_at)), {
    path: ['closed_at'],
    error: 'no run is closed before it is started',
  })
  .refine((run) => run.status === 'started' || run.status === 'passed' || run.failure_reason !== null, {
    path: ['failure_reason'],
    error: 'every verdict but "passed" has a reason',
  })
  .refine((run) => run.status !== 'failed' || run.failure_class !== null, {
    path: ['failure_class'],
    error: 'a failed run has a failure class',
  });
export type RunRecord = z.infer<typeof RunRecord>;

/** What a run is started with. The store adds the id, the times and the status. */
export const InputEnvelope = z.strictObject({
  run_type: RunType.default('live'),
  fixture_id: z.string().max(LONGEST.agent_name).nullable().default(null),
  task_id: TaskId,
  attempt: Attempt,
  agent_name: AgentName,
  code_version: Version.optional(),
  model: Version,
  prompt_version: Version,
  tool_allowlist: z.array(z.string().max(LONGEST.version)),
  timeout_seconds: Seconds,
  input_sha256: Sha256,
  state_refs: z.array(StateRef),
});
export type InputEnvelope = z.input<typeof InputEnvelope>;
