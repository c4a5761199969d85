import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { FixtureNotes, Json, Proof } from '@agent-replay/contracts';
import { environmentOfGit } from '../prove/git.ts';
import { factsOf, partDigest } from '../discover/fixture-sha256.ts';
import { changedParts } from './proof-state.ts';
import { plainBytes } from '../discover/read-plain.ts';

/**
 * What of a fixture was changed after it was proven, a line for each place: what stood there is looked
 * up in the history of the repository. A part whose proven form was never committed is only named.
 */
export function editsSinceProof(dir: string, proof: Proof): string[] {
  return changedParts(dir, proof).flatMap((name) => {
    const before = provenForm(dir, name, proof.files?.[name]);
    if (before === null) return [changed(name)];
    const places = differences(read(name, before), read(name, plainBytes(join(dir, name))));
    if (places.length === 0) return [`${name}: changed in its layout only`];
    const told = places.slice(0, MOST).map((place) => `${name} ${place}`);
    return places.length > MOST ? [...told, `${name}: and ${places.length - MOST} more`] : told;
  });
}

/** The parts of a fixture that were changed after it was proven, a line for each. */
export const changesSinceProof = (dir: string, proof: Proof): string[] =>
  changedParts(dir, proof).map(changed);

const changed = (name: string): string => `${name}: changed`;

const MOST = 8;
/** How far back the proven form of a file is looked for. */
const COMMITS = 100;

function provenForm(dir: string, name: string, digest: string | undefined): Buffer | null {
  if (digest === undefined || !name.endsWith('.json')) return null;
  try {
    const commits = git(dir, ['log', `-${COMMITS}`, '--format=%H', '--', name])
      .toString()
      .split('\n');
    for (const commit of commits.filter(Boolean)) {
      const found = committed(dir, commit, name);
      if (found !== null && partDigest(name, found) === digest) return found;
    }
  } catch {
    // no repository, or a form that is no JSON: the name has to do
  }
  return null;
}

function committed(dir: string, commit: string, name: string): Buffer | null {
  try {
    return git(dir, ['show', `${commit}:./${name}`]);
  } catch {
    return null; // it was deleted there
  }
}

function git(cwd: string, args: readonly string[]): Buffer {
  return execFileSync('git', args, {
    cwd,
    env: environmentOfGit(),
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 10_000,
    maxBuffer: 64 * 1024 * 1024,
  });
}

function read(name: string, bytes: Buffer): Json {
  const value = JSON.parse(bytes.toString('utf8')) as Json;
  return name === 'notes.json' ? factsOf(value as unknown as FixtureNotes) : value;
}

/** Places where two values differ, each with what stood and what stands there. */
function differences(before: Json | undefined, after: Json | undefined, path = ''): string[] {
  if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
    const [old, now] = [membersOf(before), membersOf(after)];
    return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) =>
      differences(old.get(key), now.get(key), `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
    );
  }
  return JSON.stringify(before) === JSON.stringify(after)
    ? []
    : [`${path}: ${short(before)} → ${short(after)}`];
}

function isBranch(value: Json | undefined): value is Json[] | { [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}

const membersOf = (value: Json[] | { [key: string]: Json }): Map<string, Json> =>
  new Map(Object.entries(value));

function short(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
