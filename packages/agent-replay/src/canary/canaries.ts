/** The suite that `init` puts the self-canaries into. */
export const CANARY_SUITE = 'agent_replay_canaries';

/** The agent that every self-canary is a task of; it comes with the package and needs no config. */
export const CANARY_AGENT = 'agent-replay-canary';

/** What the self-canaries watch: the parts of the control loop that would lie in silence if they broke. */
export const CANARIES = {
  alert_emission: 'alerts go out once, recover, and a channel that fails is seen',
  artifact_validation: 'missing, empty and truncated artifacts are refused',
  blocked_dependency: 'a dependency that is not there is blocked, not failed and not passed',
  completion_verdict: 'done without evidence is never a pass',
  queue_claim: 'of many claims of one piece of work exactly one holds',
  retry_exhaustion: 'a task whose every retry failed is failed, and each attempt keeps its exception',
  tool_output_normalization: 'whatever a tool returns is recorded in its documented form',
} as const;

export type CanaryName = keyof typeof CANARIES;

/** The canaries that a project has taken over and that are gone; none for a project without any. */
export function missingCanaries(known: Iterable<string>, present: ReadonlySet<string>): CanaryName[] {
  const prefix = `${CANARY_SUITE}/`;
  if (![...known, ...present].some((name) => name.startsWith(prefix))) return [];
  return (Object.keys(CANARIES) as CanaryName[]).filter((name) => !present.has(`${prefix}${name}`));
}
