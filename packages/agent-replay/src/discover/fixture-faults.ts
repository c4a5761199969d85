import { lstatSync, readdirSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import {
  unusableParts,
  type FixtureInput,
  type Issue,
  jsonSha256,
  locate,
  sha256,
  type ToolCassettes,
} from '@agent-replay/contracts';
import { pathWithin } from '../workspace/workspace-path.ts';
import { display } from './display.ts';
import type { LoadedFixture } from './loaded-fixture.ts';
import { readPlain } from './read-plain.ts';
import { MOST_UNPACKED, unpacksTooLarge } from './unpacks-too-large.ts';

const FILE = 'file:';

/** What is wrong with a fixture's input beside its form: its name, and the files and digests of its state. */
export function checkInput(input: FixtureInput, text: () => string, dir: string): Issue[] {
  const issues: Issue[] = [];
  const at = (path: string): Pick<Issue, 'path' | 'file' | 'line' | 'column'> => ({
    path,
    file: display(join(dir, 'input.json')),
    ...locate(text(), path),
  });
  if (input.fixture_id !== basename(dir)) {
    issues.push({
      code: 'wrong_value',
      ...at('/fixture_id'),
      expected: `"${basename(dir)}", the name of its folder`,
      received: JSON.stringify(input.fixture_id),
    });
  }
  for (const [index, { ref, content, sha256: claimed }] of input.state.entries()) {
    if (ref.startsWith(FILE) && pathWithin(sep, ref.slice(FILE.length)) === null)
      issues.push({
        code: 'wrong_value',
        ...at(`/state/${index}/ref`),
        expected: 'a path within the workspace',
        received: JSON.stringify(ref),
      });
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

/** The schemas that a contract holds are of use: what cannot be compiled, or refers to another document, decides nothing. */
export function checkContract({ dir, expected, expectedText }: LoadedFixture): Issue[] {
  return unusableParts(expected).map((issue) => ({
    ...issue,
    file: display(join(dir, 'expected.json')),
    ...locate(expectedText, issue.path),
  }));
}

/** Ids are unique, every blob is there and is what its name says, and no body is a bomb. */
export function checkTape(tape: ToolCassettes, text: () => string, dir: string): Issue[] {
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
        ...locate(text(), path),
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
      else {
        const blob = readPlain(join(dir, 'blobs', body.blob));
        if (!Buffer.isBuffer(blob)) report(path, blob.expected, blob.received);
        else if (sha256(blob) !== body.blob) report(path, 'a file whose digest is its name', 'other content');
      }
    }
    const { response } = interaction;
    if (response !== undefined && unpacksTooLarge(response, (digest) => blobOf(dir, digest)))
      report(
        `/interactions/${index}/response/body`,
        `a body of at most ${MOST_UNPACKED / 1024 / 1024} MiB when it is unpacked`,
        'more',
      );
  }
  return issues;
}

function blobOf(dir: string, digest: string): Uint8Array | null {
  const blob = readPlain(join(dir, 'blobs', digest));
  return Buffer.isBuffer(blob) ? blob : null;
}

/** A link may lead out of the fixture. */
function plainFiles(folder: string): Set<string> {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return new Set();
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return new Set(files.map(({ name }) => name));
}
