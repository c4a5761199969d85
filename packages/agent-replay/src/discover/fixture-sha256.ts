import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, type FixtureNotes, type Json, sha256 } from '@agent-replay/contracts';
import { plainBytes, readPlain } from './read-plain.ts';

const ADMINISTRATIVE: ReadonlySet<string> = new Set([
  '$schema',
  'proof',
  'quarantine',
  'tier',
  'owner',
  'stale_after',
  'frozen_at',
]);

/**
 * The digest that a proof is bound to: over input.json, expected.json, tool_cassettes.json, `blobs/`,
 * and what notes.json says of the failure. Who owns the fixture and how often it runs may change.
 *
 * @param hasBlobs whether there is a `blobs/`, for who has looked
 * @throws when a file cannot be read or notes.json is not JSON.
 */
export function fixtureSha256(dir: string, read?: ReadPart, hasBlobs?: boolean): string {
  return digestOfParts(fixtureDigests(dir, read, hasBlobs));
}

/** The digest of a fixture whose four files were read, and which has no blobs. */
export function plainSha256(texts: Readonly<Record<PartName, string>>, notes: FixtureNotes): string {
  return digestOfParts(
    PARTS.map((name) => [name, name === 'notes.json' ? notesDigest(notes) : partDigest(name, texts[name])]),
  );
}

function digestOfParts(parts: readonly (readonly [name: string, sha256: string])[]): string {
  return sha256(parts.map(([name, digest]) => `${digest}  ${name}\n`).join(''));
}

/** The four files of a fixture. */
export const PARTS = ['expected.json', 'input.json', 'tool_cassettes.json', 'notes.json'] as const;
type PartName = (typeof PARTS)[number];

/** Gives the bytes of one of the four files, for who has read them before. */
export type ReadPart = (name: string) => Buffer;

/** The digest of each part of a fixture, in the order that the digest of all is over. */
export function fixtureDigests(
  dir: string,
  read: ReadPart = (name) => plainBytes(join(dir, name)),
  hasBlobs = existsSync(join(dir, 'blobs')),
): [name: string, sha256: string][] {
  const files = PARTS.map((name): [string, string] => [name, partDigest(name, read(name))]);
  const names = hasBlobs && isFolder(join(dir, 'blobs')) ? readdirSync(join(dir, 'blobs')).toSorted() : [];
  const blobs = names.map((name): [string, string] => [
    `blobs/${name}`,
    blobDigest(join(dir, 'blobs', name)),
  ]);
  return [...blobs, ...files];
}

/** A link may lead out of the fixture. */
const isFolder = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** What is no plain file has no content: a link may lead out of the fixture, and a pipe would be waited for. */
function blobDigest(path: string): string {
  const bytes = readPlain(path);
  return sha256(Buffer.isBuffer(bytes) ? bytes : bytes.code);
}

/** The digest of one of the four files: its text, and of notes.json only what it says of the failure. */
export function partDigest(name: string, content: Buffer | string): string {
  if (name !== 'notes.json') return sha256(withUnixLines(content));
  return notesDigest(JSON.parse(content.toString()) as FixtureNotes);
}

function notesDigest(notes: FixtureNotes): string {
  return sha256(canonicalJson(factsOf(notes)));
}

/** Git may check text out with other line ends; that is no edit. */
function withUnixLines(bytes: Buffer | string): Buffer | string {
  if (typeof bytes === 'string') return bytes.replaceAll('\r\n', '\n');
  return bytes.includes('\r\n')
    ? Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
    : bytes;
}

/** What notes.json says of the failure. */
export function factsOf(notes: FixtureNotes): Json {
  return Object.fromEntries(
    Object.entries(notes as unknown as Record<string, Json>)
      .filter(([key]) => !ADMINISTRATIVE.has(key))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
