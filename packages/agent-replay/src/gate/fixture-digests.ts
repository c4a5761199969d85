import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { discoverFixtures, FIXTURE_FILES } from '../discover/discover-fixtures.ts';
import { fixtureSha256 } from '../discover/fixture-sha256.ts';

const known = new Map<string, { signature: string; sha256: string | null }>();

/**
 * Digests of the fixtures on disk by `suite/fixture_id`; null for one that cannot be read. A fixture
 * whose files have the size, the time and the place of last time is not read again.
 */
export function fixtureDigests(config: Config): Map<string, string | null> {
  const fixtures = discoverFixtures(config.root, config.fixtures);
  return new Map(fixtures.map(({ suite, fixture_id, dir }) => [`${suite}/${fixture_id}`, digestOf(dir)]));
}

function digestOf(dir: string): string | null {
  const signature = signatureOf(dir);
  const cached = known.get(dir);
  if (cached?.signature === signature) return cached.sha256;
  const sha256 = digest(dir);
  known.set(dir, { signature, sha256 });
  return sha256;
}

function digest(dir: string): string | null {
  try {
    return fixtureSha256(dir);
  } catch {
    return null;
  }
}

function signatureOf(dir: string): string {
  return [...FIXTURE_FILES, 'blobs', ...blobsOf(dir)]
    .map((name) => {
      const stat = statSync(join(dir, name), { bigint: true, throwIfNoEntry: false });
      return stat === undefined ? '-' : `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
    })
    .join('\n');
}

function blobsOf(dir: string): string[] {
  try {
    return readdirSync(join(dir, 'blobs')).map((name) => `blobs/${name}`);
  } catch {
    return [];
  }
}
