import { end, waitForAll } from './child.mjs';
import { CLOSE, likeThis } from './rows.mjs';
import { COMPILED, stored } from './steps.mjs';

/** The same over `pg` alone. */
export async function barePostgres(url, count, isGathered) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('select * from runs where closed_at is not null limit 1');
  const [row] = rows;
  const columns = Object.keys(row);
  const marks = (list) => list.map((_, index) => `$${index + 1}`);
  const query = (name, text, values) => client.query({ name, text, values });
  const commit = async (durable, work) => {
    await client.query(durable ? 'begin' : 'begin; set local synchronous_commit = off');
    await work();
    await client.query('commit');
  };
  for (let run = -COMPILED; run < count; run += 1) {
    if (run === 0) await waitForAll();
    const { started, closed } = likeThis(row);
    const { run_id: id, agent_name: agent, task_id: task } = started;
    const closeIt = () =>
      query(
        'c',
        `update runs set ${CLOSE.map((column, index) => `${column} = $${index + 1}`).join()} where run_id = $${CLOSE.length + 1} and closed_at is null`,
        [...closed, id],
      );
    if (isGathered) {
      await query('s', startOf(columns), [...columns.map((column) => started[column]), false]);
      await commit(true, async () => {
        const seqs = [1, 2, 3, 4, 5];
        await query(
          'g',
          'insert into events (run_id, seq, at, kind, body) select * from unnest($1::uuid[], $2::int[], $3::bigint[], $4::text[], $5::text[]) on conflict do nothing',
          [
            seqs.map(() => id),
            seqs,
            seqs.map(() => Date.now()),
            seqs.map(() => 'x_step'),
            seqs.map((seq) => stored(id, seq)),
          ],
        );
        await closeIt();
      });
      continue;
    }
    await commit(true, async () => {
      await query(
        'a',
        'insert into attempts (agent_name, task_id, attempt, run_id) select $1, $2, $3, $4::uuid where not exists (select 1 from attempts where agent_name = $1 and task_id = $2 and attempt >= $3) on conflict do nothing',
        [agent, task, 1, id],
      );
      await query('b', 'delete from expected_starts where agent_name = $1 and task_id = $2', [agent, task]);
      await query(
        'r',
        `insert into runs (${columns.join()}) values (${marks(columns).join()}) on conflict do nothing`,
        columns.map((column) => started[column]),
      );
    });
    for (let seq = 1; seq <= 5; seq += 1)
      await commit(false, () =>
        query(
          'e',
          'insert into events (run_id, seq, at, kind, body) values ($1, $2, $3, $4, $5) on conflict do nothing',
          [id, seq, Date.now(), 'x_step', stored(id, seq)],
        ),
      );
    await commit(false, () =>
      query('u', 'update runs set artifact_refs = $1 where run_id = $2 and closed_at is null', [
        row.artifact_refs,
        id,
      ]),
    );
    await commit(true, closeIt);
  }
  end();
  await client.end();
}

/** The store's own statement for a start. */
function startOf(columns) {
  const at = (name) => `$${columns.indexOf(name) + 1}`;
  const types = {
    run_id: 'uuid',
    format: 'int',
    attempt: 'int',
    started_at: 'bigint',
    timeout_seconds: 'float8',
  };
  const more = {
    closed_at: 'bigint',
    deadline_at: 'bigint',
    lease: 'int',
    last_event_at: 'bigint',
    refused: 'int',
  };
  const typed = columns.map((name) => `${at(name)}::${{ ...types, ...more }[name] ?? 'text'}`);
  const [agent, task, attempt, id] = ['agent_name', 'task_id', 'attempt', 'run_id'].map(at);
  return `with taken as (
      insert into attempts (agent_name, task_id, attempt, run_id) select ${agent}, ${task}, ${attempt}, ${id}::uuid
      where not exists (select 1 from attempts where agent_name = ${agent} and task_id = ${task} and attempt >= ${attempt})
      on conflict do nothing returning 1
    ), begun as (delete from expected_starts where agent_name = ${agent} and task_id = ${task})
    insert into runs (${columns.join()}) select ${typed.join()}
    where $${columns.length + 1}::boolean or exists (select 1 from taken) on conflict do nothing`;
}
