import type { Evidence } from '@agent-replay/contracts';

/** The evidence of a run that did not take place. */
export function emptyEvidence(): Evidence {
  return {
    ending: 'aborted',
    exit_code: null,
    exception: null,
    output: undefined,
    events: [],
    artifacts: [],
    evidence_paths: [],
    input: { claimed_sha256: '0'.repeat(64), used_sha256: [] },
    state: {},
    mutations: [],
    diff: null,
    verify: null,
    judgements: [],
    tool_allowlist: [],
    ledger: null,
  };
}
