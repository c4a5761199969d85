/** What a run of a benchmark is started with. */
export function runEnvelope(fields = {}) {
  return {
    task_id: crypto.randomUUID(),
    attempt: 1,
    agent_name: 'bench',
    code_version: 'abc',
    model: 'model',
    prompt_version: '1',
    tool_allowlist: [],
    timeout_seconds: 60,
    input_sha256: '0'.repeat(64),
    state_refs: [],
    ...fields,
  };
}
