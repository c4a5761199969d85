import { crashedRow, type ReplayRow, reportRun } from 'agent-replay/runner';
import type { Reporter, Vitest } from 'vitest/node';
import type { Catalog } from './catalog.ts';
import { clearJournal, endStuck, readJournal } from './journal.ts';

const CHECK_MS = 2000;

/**
 * Gathers what the workers say of the fixtures, in this run or in merged reports, and writes the
 * monitor artifact. Of a worker that died, the journal tells what it had done and what it was at.
 */
export function createReporter(catalog: Catalog, journal: string): Reporter {
  let vitest: Vitest | undefined;
  let timer: NodeJS.Timeout | undefined;
  return {
    onInit: (value) => {
      vitest = value;
    },
    onTestRunStart: () => {
      clearJournal(journal);
      timer = setInterval(() => endStuck(journal), CHECK_MS).unref();
    },
    async onTestRunEnd(modules) {
      clearInterval(timer);
      const tests = modules.flatMap((module) => [...module.children.allTests()]);
      const rows = new Map(
        tests.flatMap((test) => worst(test.meta().agentReplay ?? [])).map((row) => [row.dir, row]),
      );
      for (const row of lostRows(catalog, journal)) if (!rows.has(row.dir)) rows.set(row.dir, row);
      clearJournal(journal);
      if (rows.size > 0) vitest?.logger.log(`\n${await reportRun(catalog.config, [...rows.values()])}`);
    },
  };
}

/** Of several attempts a red one counts: a retry that passes does not undo what was seen. */
function worst(rows: readonly ReplayRow[]): ReplayRow[] {
  return [rows.find(({ ok }) => !ok) ?? rows.at(-1)].filter((row) => row !== undefined);
}

/** What dead workers had done, and the fixtures that they died of. */
function lostRows(catalog: Catalog, journal: string): ReplayRow[] {
  const entries = readJournal(journal);
  return catalog.fixtures().flatMap((fixture) => {
    const entry = entries.get(fixture.dir);
    return entry === undefined ? [] : [entry.row ?? crashedRow(fixture, 'its worker died')];
  });
}
