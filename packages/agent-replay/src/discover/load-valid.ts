import { basename, dirname } from 'node:path';
import {
  FixtureExpected,
  FixtureInput,
  FixtureNotes,
  parseValid,
  ToolCassettes,
} from '@agent-replay/contracts';
import { checkInput, checkTape } from './fixture-faults.ts';
import { plainSha256 } from './fixture-sha256.ts';
import type { LoadedFixture } from './loaded-fixture.ts';
import { readTexts } from './read-plain.ts';

/**
 * A fixture that is certain to be valid and has no blobs, as nearly all are, read without a look at what
 * could be wrong; undefined for any other.
 */
export function loadValid(dir: string): LoadedFixture | undefined {
  const texts = readTexts(dir);
  if (texts === undefined) return undefined;
  const input = parseValid(texts['input.json'], FixtureInput);
  const expected = parseValid(texts['expected.json'], FixtureExpected);
  const tape = parseValid(texts['tool_cassettes.json'], ToolCassettes);
  const notes = parseValid(texts['notes.json'], FixtureNotes);
  if (input === undefined || expected === undefined || tape === undefined || notes === undefined)
    return undefined;
  const isFaulty =
    checkInput(input, () => texts['input.json'], dir).length > 0 ||
    checkTape(tape, () => texts['tool_cassettes.json'], dir).length > 0;
  if (isFaulty) return undefined;
  return {
    dir,
    suite: basename(dirname(dir)),
    fixture_id: basename(dir),
    input,
    expected,
    notes,
    interactions: tape.interactions,
    expectedText: texts['expected.json'],
    tapeText: texts['tool_cassettes.json'],
    sha256: plainSha256(texts, notes),
  };
}
