import { end, waitForAll } from './child.mjs';
import { CLOSE, likeThis } from './rows.mjs';
import { COMPILED, stored } from './steps.mjs';

/** The same over `node:sqlite` alone. */
export async function bareSqlite(path, count, isGathered) {
  const writer = await sqliteWriter(path);
  for (let run = -COMPILED; run < count; run += 1) {
    if (run === 0) await waitForAll();
    const begun = writer.begin();
    if (isGathered) {
      writer.eventsAndFinish(begun, 5);
      continue;
    }
    for (let seq = 1; seq <= 5; seq += 1) writer.event(begun, seq);
    writer.artifact(begun);
    writer.finish(begun);
  }
  end();
  writer.close();
}

/** What writes a run by hand, statement by statement as the store does; there must be one in the database already. */
export async function sqliteWriter(path) {
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(path, { timeout: 60_000 });
  db.exec('pragma journal_mode=wal');
  const row = db.prepare('select * from runs where closed_at is not null limit 1').get();
  const columns = Object.keys(row);
  const attempt = db.prepare(
    'insert into attempts (agent_name, task_id, attempt, run_id) select ?1, ?2, ?3, ?4 where not exists (select 1 from attempts where agent_name = ?1 and task_id = ?2 and attempt >= ?3)',
  );
  const expected = db.prepare('delete from expected_starts where agent_name = ? and task_id = ?');
  const start = db.prepare(
    `insert into runs (${columns.join()}) values (${columns.map(() => '?').join()}) on conflict do nothing`,
  );
  const insert = db.prepare(
    'insert into events (run_id, seq, at, kind, body) values (?, ?, ?, ?, ?) on conflict do nothing',
  );
  const refs = db.prepare('update runs set artifact_refs = ? where run_id = ? and closed_at is null');
  const ended = db.prepare(
    `update runs set ${CLOSE.map((column) => `${column} = ?`).join()} where run_id = ? and closed_at is null`,
  );
  let mode;
  const commit = (durable, work) => {
    if (mode !== durable) db.exec(`pragma synchronous=${durable ? 'full' : 'normal'}`);
    mode = durable;
    db.exec('begin immediate');
    work();
    db.exec('commit');
  };
  const write = (id, seq) => insert.run(id, seq, Date.now(), 'x_step', stored(id, seq));
  return {
    begin: () => {
      const { started, closed } = likeThis(row);
      const { run_id: id, agent_name: agent, task_id: task } = started;
      commit(true, () => {
        start.run(...columns.map((column) => started[column]));
        attempt.run(agent, task, 1, id);
        expected.run(agent, task);
      });
      return { id, closed };
    },
    event: ({ id }, seq) => commit(false, () => write(id, seq)),
    artifact: ({ id }) => commit(false, () => refs.run(row.artifact_refs, id)),
    finish: ({ id, closed }) => commit(true, () => ended.run(...closed, id)),
    eventsAndFinish: ({ id, closed }, events) =>
      commit(true, () => {
        for (let seq = 1; seq <= events; seq += 1) write(id, seq);
        ended.run(...closed, id);
      }),
    close: () => db.close(),
  };
}
