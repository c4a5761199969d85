import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from './open-store.ts';
import { testStore } from './store.suite.ts';

const server = process.env['AGENT_REPLAY_TEST_POSTGRES'];

if (server === undefined) {
  if (process.env['AGENT_REPLAY_CI'] !== undefined) throw new Error('CI needs AGENT_REPLAY_TEST_POSTGRES');
  it('leaves PostgreSQL out: no AGENT_REPLAY_TEST_POSTGRES; run `scripts/postgres.sh start` first', () => {
    console.warn(
      'PostgreSQL was not tested: AGENT_REPLAY_TEST_POSTGRES is not set (scripts/postgres.sh start, then url)',
    );
  });
} else {
  const name = `runs_${randomBytes(6).toString('hex')}`;
  const url = server.replace(/\/[^/]*$/, `/${name}`);
  const open = (): Promise<Store> => openStore(url, { folder: join(tmpdir(), name) });
  const admin = new Pool({ connectionString: server });

  beforeAll(() => admin.query(`create database ${name}`));
  afterAll(async () => {
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  });

  testStore('PostgreSQL', open);

  describe('the PostgreSQL store', () => {
    it('can be opened by many at once', async () => {
      const stores = await Promise.all(Array.from({ length: 8 }, open));
      expect(stores.map((store) => store.kind)).toEqual(Array.from({ length: 8 }, () => 'postgres'));
      await Promise.all(stores.map((store) => store.close()));
    });
  });
}
