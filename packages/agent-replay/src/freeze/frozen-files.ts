import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { AgentReplayError, type FixtureNotes, type Json, jsonSha256, sha256 } from '@agent-replay/contracts';
import { type Redactor, writeJsonAtomic } from '@agent-replay/redaction';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { display } from '../discover/display.ts';
import { factsOf, PARTS } from '../discover/fixture-sha256.ts';
import { readPlain } from '../discover/read-plain.ts';
import { inTemporaryFolder } from '../workspace/in-temporary-folder.ts';

/** Beside the store, as it holds what this machine froze: by folder of a fixture, the digest of each part as it was written. */
const FILE = '.agent-replay/frozen.json';

type Digests = Record<string, string>;

/**
 * Refuses to write over what was changed since it was frozen, which is an edit by hand or a tape that was recorded anew:
 * of a fixture that was frozen elsewhere, over whatever is not what it would be now.
 *
 * @param freshly writes what it would be now into a folder
 * @throws {AgentReplayError} `FREEZE_REFUSED`, naming the files
 */
export async function refuseChanged(
  config: Config,
  dir: string,
  freshly: (folder: string) => Promise<void>,
): Promise<void> {
  const now = digestsOf(dir);
  const written = writtenIn(config, dir);
  const changed = (before: Digests): string[] =>
    Object.keys(now).filter((name) => before[name] !== undefined && before[name] !== now[name]);
  if (written !== undefined && changed(written).length === 0) return;
  const fresh = await inTemporaryFolder('freeze', async (folder) => {
    await freshly(folder);
    return digestsOf(folder);
  });
  const lost = changed(fresh).filter((name) => written === undefined || changed(written).includes(name));
  if (lost.length === 0) return;
  const since =
    written === undefined ? 'is not as this run would be frozen now' : 'was changed since it was frozen';
  throw new AgentReplayError('FREEZE_REFUSED', `Failed to freeze: "${display(dir)}" ${since}.`, {
    lines: [
      ['changed', lost.join(', ')],
      ['fix', 'give the new one another name with --id, or write over what is there with --force'],
    ],
    details: { reason: 'changed', dir, changed: lost },
  });
}

/** Remembers a fixture as it stands now; to be done in turn. */
export async function rememberFrozen(config: Config, dir: string, redactor: Redactor): Promise<void> {
  const name = nameOf(config, dir);
  const files = Object.entries(digestsOf(dir)).map(([file, digest]) => ({ file, sha256: digest }));
  const fixtures = [...frozen(config).filter((each) => each.dir !== name), { dir: name, files }];
  await writeJsonAtomic(join(config.root, FILE), { format: 1, fixtures }, { redactor });
}

const FrozenFile = z.strictObject({
  format: z.literal(1),
  fixtures: z.array(
    z.strictObject({
      /** Relative to the project's root. */
      dir: z.string(),
      files: z.array(z.strictObject({ file: z.string(), sha256: z.string() })),
    }),
  ),
});

/** Where that cannot be read, nothing is known of any fixture. */
function frozen({ root }: Config): z.infer<typeof FrozenFile>['fixtures'] {
  try {
    return FrozenFile.parse(JSON.parse(readFileSync(join(root, FILE), 'utf8'))).fixtures;
  } catch {
    return [];
  }
}

function writtenIn(config: Config, dir: string): Digests | undefined {
  const known = frozen(config).find((each) => each.dir === nameOf(config, dir));
  return known && Object.fromEntries(known.files.map(({ file, sha256: digest }) => [file, digest]));
}

function nameOf({ root }: Config, dir: string): string {
  return relative(root, dir).split(sep).join('/');
}

/** The digest of each part that is there; layout counts for nothing, as formatters change it. */
function digestsOf(dir: string): Digests {
  const blobs = existsSync(join(dir, 'blobs')) ? readdirSync(join(dir, 'blobs')) : [];
  return Object.fromEntries(
    [...PARTS, ...blobs.map((name) => `blobs/${name}`)].flatMap((name) => {
      const bytes = readPlain(join(dir, name));
      return Buffer.isBuffer(bytes) ? [[name, digestOf(name, bytes)]] : [];
    }),
  );
}

function digestOf(name: string, bytes: Buffer): string {
  if (!name.endsWith('.json')) return sha256(bytes);
  try {
    const value = JSON.parse(bytes.toString('utf8')) as Json;
    return jsonSha256(name === 'notes.json' ? factsOf(value as unknown as FixtureNotes) : value);
  } catch {
    return sha256(bytes);
  }
}
