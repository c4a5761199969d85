import { lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  AgentReplayError,
  FixtureExpected,
  FixtureInput,
  FixtureNotes,
  formatIssue,
  isAgentReplayError,
  type Issue,
  parseJsonFile,
  ToolCassettes,
} from '@agent-replay/contracts';
import type { z } from 'zod';
import { FIXTURE_FILES } from './discover-fixtures.ts';
import { display } from './display.ts';
import { checkContract, checkInput, checkTape } from './fixture-faults.ts';
import { fixtureSha256 } from './fixture-sha256.ts';
import type { LoadedFixture } from './loaded-fixture.ts';
import { loadValid } from './load-valid.ts';
import { NOT_IN_CONFIG } from './unnamed-parts.ts';
import { readPlain } from './read-plain.ts';

type FileName = (typeof FIXTURE_FILES)[number];

const SCHEMAS = {
  'input.json': FixtureInput,
  'expected.json': FixtureExpected,
  'tool_cassettes.json': ToolCassettes,
  'notes.json': FixtureNotes,
} as const satisfies Record<FileName, z.ZodType>;

/**
 * Reads and validates the files of a fixture.
 *
 * @throws {AgentReplayError} `CASSETTE_CORRUPT` when only the tape is at fault, else `FILE_INVALID`, with every
 * problem of every file; `UNKNOWN_FORMAT` for one that a newer version wrote; `FIXTURE_NOT_FOUND`.
 */
export function loadFixture(dir: string): LoadedFixture {
  return loadValid(dir) ?? loadChecked(dir);
}

function loadChecked(dir: string): LoadedFixture {
  const { fixture, issues, newer } = readFixture(dir, null);
  if (newer !== null) throw newer;
  if (fixture !== null && issues.every(isWarning)) return fixture;
  throw asError(
    dir,
    issues.filter((issue) => !isWarning(issue)),
  );
}

/** Everything that is wrong with a fixture, and the fixture when all its files can be read. */
export function checkFixture(dir: string): { issues: Issue[]; fixture: LoadedFixture | null } {
  const entries = entriesOf(dir);
  // four entries that can be read as the four files: there is nothing else
  const valid = entries.length === FIXTURE_FILES.length ? loadValid(dir) : undefined;
  const { issues, fixture } =
    valid === undefined ? readFixture(dir, entries) : { issues: [], fixture: valid };
  return { issues: fixture === null ? issues : [...issues, ...checkContract(fixture)], fixture };
}

/** True for an issue that does not keep a fixture from being replayed. */
export function isWarning(issue: Issue): boolean {
  return issue.code === 'unknown_file' || issue.code === NOT_IN_CONFIG;
}

interface Read {
  fixture: LoadedFixture | null;
  issues: Issue[];
  newer: AgentReplayError | null;
}

/** @param entries what is in its folder; null when nobody asks for what does not belong there */
function readFixture(dir: string, entries: readonly string[] | null): Read {
  const shown = display(dir);
  const contents = new Map<string, Buffer>();
  const issues: Issue[] = [];
  let newer: AgentReplayError | null = null;
  const read = <Name extends FileName>(
    name: Name,
  ): { bytes: Buffer; value: z.infer<(typeof SCHEMAS)[Name]> } | null => {
    const file = join(shown, name);
    const bytes = readPlain(join(dir, name));
    if (!Buffer.isBuffer(bytes)) {
      issues.push({ ...bytes, path: '', file });
      return null;
    }
    contents.set(name, bytes);
    try {
      const value = parseJsonFile(bytes, { file, schema: SCHEMAS[name] as z.ZodType });
      return { bytes, value: value as z.infer<(typeof SCHEMAS)[Name]> };
    } catch (error) {
      if (!isAgentReplayError(error)) throw error;
      if (error.code === 'UNKNOWN_FORMAT') newer = error;
      issues.push(...error.issues);
      return null;
    }
  };
  const input = read('input.json');
  const expected = read('expected.json');
  const cassette = read('tool_cassettes.json');
  const notes = read('notes.json');
  // Nothing to read is no fixture at all, or none of the four files.
  if (contents.size === 0 && entries === null) entriesOf(dir);
  if (input !== null) issues.push(...checkInput(input.value, () => input.bytes.toString('utf8'), dir));
  if (cassette !== null)
    issues.push(...checkTape(cassette.value, () => cassette.bytes.toString('utf8'), dir));
  const blobs = lstatSync(join(dir, 'blobs'), { throwIfNoEntry: false });
  // a link may lead out of the fixture
  if (blobs !== undefined && !blobs.isDirectory())
    issues.push({
      code: 'not_a_file',
      path: '',
      expected: 'a folder',
      received: 'a link or a file',
      file: display(join(dir, 'blobs')),
    });
  for (const name of entries ?? []) {
    if (name === 'blobs' || name.startsWith('.') || (FIXTURE_FILES as readonly string[]).includes(name))
      continue;
    issues.push({
      code: 'unknown_file',
      path: '',
      expected: 'only the four files and blobs/',
      received: name,
      file: display(join(dir, name)),
    });
  }
  if (input === null || expected === null || cassette === null || notes === null)
    return { fixture: null, issues, newer };
  const fixture: LoadedFixture = {
    dir,
    suite: basename(dirname(dir)),
    fixture_id: basename(dir),
    input: input.value,
    expected: expected.value,
    notes: notes.value,
    interactions: cassette.value.interactions,
    get expectedText() {
      return expected.bytes.toString('utf8');
    },
    get tapeText() {
      return cassette.bytes.toString('utf8');
    },
    sha256: fixtureSha256(dir, (name) => contents.get(name) as Buffer, entries?.includes('blobs')),
  };
  return { fixture, issues, newer };
}

function entriesOf(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    throw new AgentReplayError(
      'FIXTURE_NOT_FOUND',
      `Failed to read "${display(dir)}": there is no such folder.`,
      {
        lines: [['fix', 'name a folder of the form fixtures/<suite>/<fixture_id>']],
        details: { dir },
        cause: error,
      },
    );
  }
}

function asError(dir: string, issues: readonly Issue[]): AgentReplayError {
  const tapeOnly = issues.every((issue) => basename(issue.file ?? '') === 'tool_cassettes.json');
  const count = issues.length === 1 ? 'it has an error' : `it has ${issues.length} errors`;
  return new AgentReplayError(
    tapeOnly ? 'CASSETTE_CORRUPT' : 'FILE_INVALID',
    `Failed to read "${display(dir)}": ${count}.`,
    {
      lines: [
        ...issues.slice(0, 8).map((issue): [string, string] => ['at', formatIssue(issue)]),
        ['fix', 'correct what is named; "agent-replay validate" checks all fixtures'],
      ],
      details: { dir },
      issues,
    },
  );
}
