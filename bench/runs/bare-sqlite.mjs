import { end, waitForAll } from './child.mjs';
import { CLOSE, likeThis } from './rows.mjs';
import { COMPILED, stored } from './steps.mjs';

/** The same over `node:sqlite` alone. */
export async function bareSqlite(path, count, isGathered) {
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(path, { timeout: 60_000 });
  db.exec('pragma journal_mode=wal');
  const row = db.prepare('select * from runs where closed_at is not null limit 1').get();
  const columns = Object.keys(row);
  const attempt = db.prepare(
    'insert into attempts (agent_name, task_id, attempt, run_id) select ?1, ?2, ?3, ?4 where not exists (select 1 from attempts where agent_name = ?1 and task_id = ?2 and attempt >= ?3)',
  );
  const begun = db.prepare('delete from expected_starts where agent_name = ? and task_id = ?');
  const start = db.prepare(
    `insert into runs (${columns.join()}) values (${columns.map(() => '?').join()}) on conflict do nothing`,
  );
  const event = db.prepare(
    'insert into events (run_id, seq, at, kind, body) values (?, ?, ?, ?, ?) on conflict do nothing',
  );
  const artifact = db.prepare('update runs set artifact_refs = ? where run_id = ? and closed_at is null');
  const close = db.prepare(
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
  for (let run = -COMPILED; run < count; run += 1) {
    if (run === 0) await waitForAll();
    const { started, closed } = likeThis(row);
    const { run_id: id, agent_name: agent, task_id: task } = started;
    commit(true, () => {
      start.run(...columns.map((column) => started[column]));
      attempt.run(agent, task, 1, id);
      begun.run(agent, task);
    });
    const write = (seq) => event.run(id, seq, Date.now(), 'x_step', stored(id, seq));
    if (isGathered) {
      commit(true, () => {
        for (let seq = 1; seq <= 5; seq += 1) write(seq);
        close.run(...closed, id);
      });
      continue;
    }
    for (let seq = 1; seq <= 5; seq += 1) commit(false, () => write(seq));
    commit(false, () => artifact.run(row.artifact_refs, id));
    commit(true, () => close.run(...closed, id));
  }
  end();
  db.close();
}
