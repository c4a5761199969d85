/** What `agentReplay()` takes; everything else is in `agent-replay.config.ts`, which the command reads too. */
export interface AgentReplayOptions {
  /** Globs over `<suite>/<fixture_id>`: the other fixtures are skipped. @default every fixture */
  only?: readonly string[];
  /** Globs over `<suite>/<fixture_id>` that are skipped. @default none */
  skip?: readonly string[];
  /**
   * How often each fixture is replayed, from 1 to 1,000; one replay that fails makes the fixture fail.
   * `AGENT_REPLAY_REPEAT` in the environment outranks it. @default 1
   */
  repeat?: number;
}
