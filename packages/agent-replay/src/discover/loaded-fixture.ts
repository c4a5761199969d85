import type { FixtureExpected, FixtureInput, FixtureNotes, ToolCassettes } from '@agent-replay/contracts';

/** A fixture whose four files are valid. */
export interface LoadedFixture {
  dir: string;
  suite: string;
  fixture_id: string;
  input: FixtureInput;
  expected: FixtureExpected;
  notes: FixtureNotes;
  interactions: ToolCassettes['interactions'];
  /** The text of expected.json, to point into. */
  expectedText: string;
  /** The text of tool_cassettes.json, to point into. */
  tapeText: string;
  /** See `fixtureSha256`; of the very bytes that were read. */
  sha256: string;
}
