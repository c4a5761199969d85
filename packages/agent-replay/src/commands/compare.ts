import type { Json } from '@agent-replay/contracts';
import { type CompareQuery, type ComparedField, compareRuns } from '../compare/compare-runs.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { discoverFixtures } from '../discover/discover-fixtures.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { createOutput, type Output } from '../output/output.ts';
import { onOneLine } from '../output/printable.ts';
import { shortened } from '../output/shortened.ts';
import { table } from '../output/table.ts';
import { namedRun } from '../store/named-run.ts';
import type { AddCommand } from './add-command.ts';
import { readStore } from './read-store.ts';

interface Options extends Pick<CompareQuery, 'task' | 'fixture' | 'live' | 'replay'> {
  json?: boolean;
}

/** `agent-replay compare`: a live run beside its replay, field by field. */
export const addCompare: AddCommand = (program) => {
  program
    .command('compare')
    .description(
      'put a live run and its replay side by side; by default the latest replay of a task that ran live',
    )
    .option('--task <id>', 'the latest of this task')
    .option('--fixture <id>', 'the latest replay of this fixture, and the run that it was frozen from')
    .option('--live <run>', 'this live run')
    .option('--replay <run>', 'this replay')
    .option('--json', 'print one JSON document')
    .action(async ({ json, ...query }: Options) => {
      const out = createOutput({ json });
      const config = await loadConfig();
      const store = await readStore(config, out);
      const { live, replay, replay_ref, fields } = await compareRuns(store, {
        ...query,
        ...(query.live !== undefined && { live: await namedRun(store, query.live) }),
        ...(query.replay !== undefined && { replay: await namedRun(store, query.replay) }),
        ...frozenFrom(query, config),
      });
      out.document({ live, replay, replay_ref, fields, same: fields.every(({ same }) => same) });
      out.line(
        onOneLine(
          `${out.style('bold', live.task_id)}  live #${live.attempt} ${live.started_at}  replay of ${replay.fixture_id ?? 'none'} ${replay.started_at}${replay_ref === null ? '' : `, of the code of ${replay_ref}`}`,
        ),
      );
      const heads = ['', 'field', 'live', 'replay'].map((head) => out.style('dim', head));
      for (const line of table([
        heads,
        ['', 'run_id', live.run_id, replay.run_id],
        ...fields.map((field) => row(out, field)),
      ]))
        out.line(`  ${line}`);
    });
};

function frozenFrom({ fixture }: CompareQuery, config: Config): Pick<CompareQuery, 'frozenFrom'> {
  if (fixture === undefined) return {};
  const found = discoverFixtures(config.root, config.fixtures).find((each) => each.fixture_id === fixture);
  const run_id = found === undefined ? null : loadFixture(found.dir).notes.run_id;
  return run_id === null ? {} : { frozenFrom: run_id };
}

function row(out: Output, { field, live, replay, same, note }: ComparedField): string[] {
  const [mark, paint] = same
    ? ['=', (text: string) => text]
    : ['≠', (text: string) => out.style('yellow', text)];
  return [
    paint(mark),
    field,
    paint(cell(live)),
    `${paint(cell(replay))}${note === undefined ? '' : `  ${out.style('dim', note)}`}`,
  ];
}

function cell(value: Json): string {
  if (value === null) return '–';
  return shortened(typeof value === 'string' ? value : JSON.stringify(value));
}
