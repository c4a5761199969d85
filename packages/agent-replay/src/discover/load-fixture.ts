import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import {
  AgentReplayError,
  FixtureExpected,
  FixtureInput,
  FixtureNotes,
  formatIssue,
  isAgentReplayError,
  type Issue,
  jsonSha256,
  locate,
  parseJsonFile,
  sha256,
  ToolCassettes,
} from '@agent-replay/contracts';
import type { z } from 'zod';
import { fixtureSha256 } from './fixture-sha256.ts';
import { FIXTURE_FILES } from './discover-fixtures.ts';
import { readPlain } from './read-plain.ts';

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
  const { issues, fixture } = readFixture(dir, entriesOf(dir));
  return { issues, fixture };
}

/** True for an issue that does not keep a fixture from being replayed. */
export function isWarning(issue: Issue): boolean {
  return issue.code === 'unknown_file';
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
  if (input !== null) issues.push(...checkInput(input.value, input.bytes, dir));
  if (cassette !== null) issues.push(...checkTape(cassette.value, cassette.bytes, dir));
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

function checkInput(input: FixtureInput, bytes: Buffer, dir: string): Issue[] {
  const issues: Issue[] = [];
  const at = (path: string): Pick<Issue, 'path' | 'file' | 'line' | 'column'> => ({
    path,
    file: display(join(dir, 'input.json')),
    ...locate(bytes.toString('utf8'), path),
  });
  if (input.fixture_id !== basename(dir)) {
    issues.push({
      code: 'wrong_value',
      ...at('/fixture_id'),
      expected: `"${basename(dir)}", the name of its folder`,
      received: JSON.stringify(input.fixture_id),
    });
  }
  for (const [index, { content, sha256: claimed }] of input.state.entries()) {
    const found = jsonSha256(content);
    if (found === claimed) continue;
    issues.push({
      code: 'wrong_value',
      ...at(`/state/${index}/sha256`),
      expected: `${found}, the digest of its content`,
      received: claimed,
    });
  }
  return issues;
}

/** Ids are unique, and every blob is there and is what its name says. */
function checkTape(tape: ToolCassettes, bytes: Buffer, dir: string): Issue[] {
  const issues: Issue[] = [];
  const seen = new Set<string>();
  let files: Set<string> | undefined;
  const isPresent = (name: string): boolean => (files ??= plainFiles(join(dir, 'blobs'))).has(name);
  for (const [index, interaction] of tape.interactions.entries()) {
    const report = (path: string, expected: string, received: string): void => {
      const file = display(join(dir, 'tool_cassettes.json'));
      issues.push({
        code: 'wrong_value',
        path,
        file,
        ...locate(bytes.toString('utf8'), path),
        expected,
        received,
      });
    };
    if (seen.has(interaction.id))
      report(`/interactions/${index}/id`, 'an id of its own', JSON.stringify(interaction.id));
    seen.add(interaction.id);
    if (interaction.kind !== 'http') continue;
    for (const part of ['request', 'response'] as const) {
      const body = interaction[part]?.body;
      if (body === undefined || !('blob' in body)) continue;
      const path = `/interactions/${index}/${part}/body/blob`;
      if (!isPresent(body.blob)) report(path, `a file blobs/${body.blob}`, 'nothing');
      else if (sha256(readFileSync(join(dir, 'blobs', body.blob))) !== body.blob) {
        report(path, 'a file whose digest is its name', 'other content');
      }
    }
  }
  return issues;
}

/** A link may lead out of the fixture. */
function plainFiles(folder: string): Set<string> {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return new Set();
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return new Set(files.map(({ name }) => name));
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

/** A path as people read it: relative to the working directory when below it. */
export function display(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
