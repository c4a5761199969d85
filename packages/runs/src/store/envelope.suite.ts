import { randomUUID } from 'node:crypto';
import { type InputEnvelope, jsonSha256 } from '@agent-replay/contracts';

/** An envelope of its own task. */
export const envelope = (rest: Partial<InputEnvelope> = {}): InputEnvelope => ({
  task_id: randomUUID(),
  attempt: 1,
  agent_name: 'agent',
  code_version: 'abc',
  model: 'gpt-4o',
  prompt_version: '1',
  tool_allowlist: ['search'],
  timeout_seconds: 60,
  input_sha256: jsonSha256({}),
  state_refs: [],
  ...rest,
});
