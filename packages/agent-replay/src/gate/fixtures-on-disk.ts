import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { discoverFixtures, FIXTURE_FILES } from '../discover/discover-fixtures.ts';
import { fixtureSha256 } from '../discover/fixture-sha256.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import type { ProofSubject } from '../proof/proof-state.ts';
import { type AgentCode, agentCodes } from '../replay/code-sha256.ts';

/** A fixture as the gate finds it beside the artifact. */
export interface DiskFixture extends AgentCode {
  /** Null when it cannot be read. */
  sha256: string | null;
  /** Null when one of its files is invalid. */
  subject: ProofSubject | null;
  agent: string | null;
}

type FixtureFiles = Omit<DiskFixture, keyof AgentCode>;

const known = new Map<string, { signature: string; fixture: FixtureFiles }>();

/**
 * The fixtures on disk by `suite/fixture_id`. A fixture whose files have the size, the time and the place of
 * last time is not read again.
 */
export function fixturesOnDisk(config: Config): Map<string, DiskFixture> {
  const fixtures = discoverFixtures(config.root, config.fixtures);
  const codeOf = agentCodes(config);
  return new Map(
    fixtures.map(({ suite, fixture_id, dir }) => {
      const files = lookAt(dir);
      return [`${suite}/${fixture_id}`, { ...files, ...codeOf(files.agent ?? '') }];
    }),
  );
}

function lookAt(dir: string): FixtureFiles {
  const signature = signatureOf(dir);
  const cached = known.get(dir);
  if (cached?.signature === signature) return cached.fixture;
  const fixture = read(dir);
  known.set(dir, { signature, fixture });
  return fixture;
}

function read(dir: string): FixtureFiles {
  try {
    const { notes, expected, sha256, input } = loadFixture(dir);
    return { sha256, subject: { dir, notes, expected, sha256 }, agent: input.agent.name };
  } catch {
    return { sha256: digest(dir), subject: null, agent: null };
  }
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
