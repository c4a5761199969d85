import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, type FixtureNotes, type Json, sha256 } from '@agent-replay/contracts';

const ADMINISTRATIVE = [
  '$schema',
  'proof',
  'quarantine',
  'tier',
  'owner',
  'stale_after',
  'frozen_at',
] as const;

/**
 * The digest that a proof is bound to: over input.json, expected.json, tool_cassettes.json, `blobs/`,
 * and what notes.json says of the failure. Who owns the fixture and how often it runs may change.
 *
 * @param hasBlobs whether there is a `blobs/`, for who has looked
 * @throws when a file cannot be read or notes.json is not JSON.
 */
export function fixtureSha256(dir: string, read?: ReadPart, hasBlobs?: boolean): string {
  return sha256(
    fixtureDigests(dir, read, hasBlobs)
      .map(([name, digest]) => `${digest}  ${name}\n`)
      .join(''),
  );
}

/** Gives the bytes of one of the four files, for who has read them before. */
export type ReadPart = (name: string) => Buffer;

/** The digest of each part of a fixture, in the order that the digest of all is over. */
export function fixtureDigests(
  dir: string,
  read: ReadPart = (name) => readFileSync(join(dir, name)),
  hasBlobs = existsSync(join(dir, 'blobs')),
): [name: string, sha256: string][] {
  const files = ['expected.json', 'input.json', 'tool_cassettes.json', 'notes.json'].map(
    (name): [string, string] => [name, partDigest(name, read(name))],
  );
  const names = hasBlobs ? readdirSync(join(dir, 'blobs')).toSorted() : [];
  const blobs = names.map((name): [string, string] => [
    `blobs/${name}`,
    sha256(readFileSync(join(dir, 'blobs', name))),
  ]);
  return [...blobs, ...files];
}

/** The digest of one of the four files: its text, and of notes.json only what it says of the failure. */
export function partDigest(name: string, bytes: Buffer): string {
  if (name !== 'notes.json') return sha256(withUnixLines(bytes));
  return sha256(canonicalJson(factsOf(JSON.parse(bytes.toString('utf8')) as FixtureNotes)));
}

/** Git may check text out with other line ends; that is no edit. */
function withUnixLines(bytes: Buffer): Buffer {
  return bytes.includes('\r\n')
    ? Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
    : bytes;
}

/** What notes.json says of the failure. */
export function factsOf(notes: FixtureNotes): Json {
  const facts: Record<string, unknown> = { ...notes };
  for (const key of ADMINISTRATIVE) delete facts[key];
  return facts as Json;
}
