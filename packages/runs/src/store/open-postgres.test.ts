import { randomBytes, randomUUID } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectStore } from '../inspect/inspect-store.ts';
import { closeRun } from '../run/close-run.ts';
import { recordEvent } from '../run/record-event.ts';
import { startRun } from '../run/start-run.ts';
import { stateOf } from '../run/run.ts';
import { uuidV7 } from '../uuid-v7.ts';
import type { Entry } from './entry.ts';
import { envelope } from './envelope.suite.ts';
import { openPostgres } from './open-postgres.ts';
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

    it('keeps in the spool what it was told when the connection broke, and goes on', async () => {
      const proxy = await openProxy(url);
      const store = await openStore(proxy.url, { folder: join(tmpdir(), `${name}-cut`) });
      const run = await startRun(store, envelope());
      const asked = new Promise<void>((resolve) => {
        proxy.swallows = () => {
          resolve();
          return true;
        };
      });
      const closing = closeRun(run, { contract: { artifacts: { min: 0 } } });
      await asked;
      proxy.breakAll();
      expect((await closing).record.status).toBe('passed');
      proxy.swallows = () => false;
      await store.close();
      await proxy.close();
      const later = await openStore(url, { folder: join(tmpdir(), `${name}-cut`) });
      expect(await later.getRun(run.record.run_id)).toEqual(run.record);
      await later.close();
    });

    it('keeps with a close what a server that went down had not yet written', async () => {
      const proxy = await openProxy(url);
      const folder = join(tmpdir(), `${name}-down`);
      const store = await openStore(proxy.url, { folder });
      const run = await startRun(store, envelope());
      const { run_id } = run.record;
      await recordEvent(run, { kind: 'x_one' });
      await recordEvent(run, { kind: 'x_two' });
      expect(await store.getEvents(run_id)).toHaveLength(2);
      const direct = new Client({ connectionString: url });
      await direct.connect();
      await direct.query('delete from events where run_id = $1 and seq = 1', [run_id]);
      await direct.end();
      proxy.breakAll();
      await closeRun(run, { contract: { artifacts: { min: 0 } } });
      await store.close();
      await proxy.close();
      const later = await openStore(url, { folder });
      expect((await later.getEvents(run_id)).map(({ seq }) => seq)).toEqual([1, 2]);
      await later.close();
    });

    it('waits for a silent server only so long, whatever it asks, and has its connections back', async () => {
      const proxy = await openProxy(url);
      await (await open()).close();
      const driver = await openPostgres(proxy.url, 250);
      const askAll = () =>
        Promise.allSettled(Array.from({ length: 8 }, () => driver.lastAttempt('silent', 'live', null)));
      const writeAll = () =>
        Promise.allSettled(
          Array.from({ length: 8 }, async (_, month) =>
            driver.apply([{ op: 'closing', run_id: uuidV7(Date.UTC(2031, month, 3)) }], true),
          ),
        );
      await askAll();
      for (const useAll of [askAll, writeAll]) {
        proxy.swallows = () => true;
        const silent = { status: 'rejected', reason: new Error('the server did not answer in time') };
        expect(await useAll()).toEqual(Array.from({ length: 8 }, () => silent));
        proxy.swallows = () => false;
        expect(await askAll()).toEqual(Array.from({ length: 8 }, () => ({ status: 'fulfilled', value: 0 })));
      }
      await driver.close();
      proxy.swallows = (data) => data.includes('to_regclass');
      await expect(openPostgres(proxy.url, 250)).rejects.toThrow('the server did not answer in time');
      await proxy.close();
    });

    it('goes on over the same connection after what the server refused', async () => {
      const store = await open();
      const { row } = stateOf(await startRun(store, envelope()));
      await store.close();
      const proxy = await openProxy(url);
      const driver = await openPostgres(proxy.url);
      for (const durable of [true, false]) {
        const refused: Entry = { op: 'start', run: { ...row, run_id: uuidV7(Date.now()), attempt: 2 ** 40 } };
        await expect(driver.apply([refused], durable)).rejects.toMatchObject({ code: '22003' });
        expect(await driver.lastAttempt(row.task_id, 'live', null)).toBe(row.attempt);
      }
      expect(proxy.connections).toBe(1);
      await driver.close();
      await proxy.close();
    });

    it('says of a database that is not there to make it', async () => {
      const place = server.replace(/\/[^/]*$/, `/${name}_nowhere`);
      const fix = 'make the database, or name one that is there';
      expect(await inspectStore(place)).toMatchObject({ condition: 'unreachable', fix });
      await expect(openStore(place)).rejects.toThrow(`fix  ${fix}`);
    });

    it('is told apart where its role may not write, or not much longer', async () => {
      const [other, role] = [`${name}_rights`, `${name}_guest`];
      const place = server.replace(/\/[^/]*$/, `/${other}`);
      const guest = Object.assign(new URL(place), { username: role }).href;
      await admin.query(`create role ${role} login`);
      await admin.query(`create database ${other}`);
      const owner = new Client({ connectionString: place });
      await owner.connect();
      const look = async () => {
        const { condition, detail } = await inspectStore(guest);
        return `${condition} ${detail ?? ''}`.trim();
      };
      await owner.query('revoke create on schema public from public');
      expect(await look()).toBe(`unwritable role "${role}" may not create in its schema`);
      await expect(openStore(guest, { folder: join(tmpdir(), name) })).rejects.toThrow(
        /permission denied for schema public\.\n {2}fix {2}let the role create in the schema/,
      );
      await owner.query(`grant create on schema public to ${role}`);
      expect(await look()).toBe('absent');
      const store = await openStore(place, { folder: join(tmpdir(), name) });
      await store.close();
      await owner.query(`grant select on all tables in schema public to ${role}`);
      expect(await look()).toBe(`unwritable role "${role}" may not write to its tables`);
      await owner.query(`grant all on all tables in schema public to ${role}`);
      expect(await look()).toMatch(/^unwritable role ".*" does not own its tables/);
      await owner.query(
        'do $$ declare t text; begin for t in select oid::regclass::text from pg_class ' +
          `where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') loop execute 'alter table ' || t || ' owner to ${role}'; end loop; end $$`,
      );
      expect(await look()).toBe('sound');
      await owner.query(`alter role ${role} set statement_timeout = '1ms'`);
      await owner.query(`alter table agent_replay_meta rename to agent_replay_kept`);
      // Another process is making the tables.
      await owner.query('select pg_advisory_lock(7205759403)');
      await expect(openStore(guest, { folder: join(tmpdir(), name) })).rejects.toThrow(
        /statement timeout\.\n {2}fix {2}raise the statement_timeout of the role or the database/,
      );
      await owner.query('select pg_advisory_unlock_all()');
      await owner.query(`alter table agent_replay_kept rename to agent_replay_meta`);
      await owner.query(`alter role ${role} reset statement_timeout`);
      await owner.query(`alter database ${other} set default_transaction_read_only = on`);
      expect(await look()).toMatch(/^unwritable it is set to be read only/);
      await owner.end();
      await admin.query(`drop database ${other} with (force)`);
      await admin.query(`drop role ${role}`);
    });

    it('is looked into without being made or changed', async () => {
      const other = `${name}_looked_into`;
      const place = server.replace(/\/[^/]*$/, `/${other}`);
      await admin.query(`create database ${other}`);
      // A client, as its end waits for the server: a pool's does not, and what it left would be cut off below.
      const client = new Client({ connectionString: place });
      await client.connect();
      const look = async () => (await inspectStore(place)).condition;
      expect([await look(), await look()]).toEqual(['absent', 'absent']);
      const store = await openStore(place, { folder: join(tmpdir(), name) });
      await startRun(store, envelope());
      await startRun(store, envelope({ timeout_seconds: 1 }), { now: () => Date.now() - 3_600_000 });
      await store.close();
      expect(await inspectStore(place)).toMatchObject({
        kind: 'postgres',
        condition: 'sound',
        integrity: null,
        open_runs: 2,
        overdue_runs: 1,
      });
      await client.query(`update agent_replay_meta set value = '999'`);
      expect(await inspectStore(place)).toMatchObject({ condition: 'newer', schema: 999 });
      await client.query('drop table agent_replay_meta');
      expect(await look()).toBe('foreign');
      await client.end();
      await admin.query(`drop database ${other} with (force)`);
    });

    it('has the server keep a question prepared', async () => {
      const store = await open();
      for (let time = 0; time < 2; time += 1) await store.listRuns({ task_id: 'asked', limit: 3 });
      const kept = await sql<{ statement: string }>`
        select statement from pg_prepared_statements where name like 'ask_%'`.execute(
        await store.driver.db(),
      );
      expect(kept.rows.map(({ statement }) => statement)).toEqual([expect.stringMatching(/limit 3$/)]);
      await store.close();
    });

    it('keeps a close whose start comes at the same moment over another connection', async () => {
      const [one, two] = await Promise.all([open(), open()]);
      const { row } = stateOf(await startRun(one, envelope()));
      const runs = Array.from({ length: 50 }, () => ({
        ...row,
        run_id: uuidV7(Date.now()),
        task_id: randomUUID(),
      }));
      await Promise.all(
        runs.map(async (run) => {
          const closed = { ...run, status: 'passed', closed_at: Date.now() };
          const closing = one.driver.apply([{ op: 'close', run: closed }], true);
          await Promise.all([closing, two.driver.apply([{ op: 'start', run, forced: true }], true)]);
        }),
      );
      const kept = await Promise.all(runs.map(({ run_id }) => two.getRun(run_id)));
      expect(kept.map((record) => record?.status)).toEqual(runs.map(() => 'passed'));
      await Promise.all([one.close(), two.close()]);
    });

    it('locks runs and failures in one order, whatever the order they are closed in', async () => {
      const [one, two] = await Promise.all([open(), open()]);
      for (let round = 0; round < 5; round += 1) {
        const runs = await Promise.all(Array.from({ length: 20 }, () => startRun(one, envelope())));
        const closes = runs.map((run, index): Entry => {
          const failed = { status: 'failed', failure_class: 'timeout', fingerprint: `v1:${index % 3}` };
          return { op: 'close', run: { ...stateOf(run).row, ...failed, closed_at: Date.now() } };
        });
        const outcomes = await Promise.all([
          one.driver.apply(closes, true),
          two.driver.apply(closes.toReversed(), true),
        ]);
        expect(outcomes.flat().filter((outcome) => outcome === 'applied')).toHaveLength(20);
      }
      await Promise.all([one.close(), two.close()]);
    });
  });
}

/** A way to the server that can say nothing, or break. */
async function openProxy(url: string) {
  const { hostname, port } = new URL(url);
  const ends: Socket[] = [];
  const relay = createServer((near) => {
    const far = connect(Number(port), hostname);
    ends.push(near, far);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const)
      end.on('error', () => undefined).on('close', () => other.destroy());
    near.on('data', (data) => proxy.swallows(data) || far.write(data));
    far.on('data', (data) => near.write(data));
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  through.host = `127.0.0.1:${(relay.address() as AddressInfo).port}`;
  const proxy = {
    url: through.href,
    swallows: (() => false) as (data: Buffer) => boolean,
    get connections() {
      return ends.length / 2;
    },
    breakAll() {
      for (const end of ends) end.destroy();
    },
    async close() {
      this.breakAll();
      await new Promise((resolve) => relay.close(resolve));
    },
  };
  return proxy;
}
