import type { Config } from 'agent-replay';
import { boundOwnMemory } from 'agent-replay/discover';
import type { ReplayRow } from 'agent-replay/runner';
import type { PackTest } from './pack.ts';

export interface Reports {
  /**
   * Loads what the report on a pack takes, once, for a process that has time while others replay: in one
   * that replays itself, the wall would find somebody at the store.
   */
  prepare(pack: PackTest): Promise<void>;
  add(pack: PackTest, rows: readonly ReplayRow[]): void;
  /** Writes a monitor artifact for each config, and returns what to tell about it. */
  write(): Promise<string[]>;
}

/** Fixtures of one pack whose results take memory worth looking at. */
const MANY = 100;

/** Gathers what the packs say. The runner writes the artifact: a user's `reporters` would replace one of ours. */
export function createReports(): Reports {
  const byRoot = new Map<string, { config: Config; rows: Map<string, ReplayRow> }>();
  const prepared = new Set<string>();
  return {
    async prepare({ members }) {
      const [first] = members;
      if (first === undefined || prepared.has(first.config.root)) return;
      prepared.add(first.config.root);
      const { prepareReport } = await import('agent-replay/report');
      await prepareReport(first.config);
    },
    add({ members }, rows) {
      if (rows.length >= MANY) boundOwnMemory();
      const configs = new Map(members.map(({ fixture, config }) => [fixture.dir, config]));
      for (const row of rows) {
        const config = configs.get(row.dir);
        if (config === undefined) continue;
        const report = byRoot.get(config.root) ?? { config, rows: new Map<string, ReplayRow>() };
        byRoot.set(config.root, report);
        // Of several attempts the last red one counts: a retry that passes does not undo what was seen.
        if (!row.ok || report.rows.get(row.dir)?.ok !== false) report.rows.set(row.dir, row);
      }
    },
    async write() {
      const summaries: string[] = [];
      if (byRoot.size === 0) return summaries;
      const { reportRun } = await import('agent-replay/report');
      for (const { config, rows } of byRoot.values())
        summaries.push(await reportRun(config, [...rows.values()]));
      return summaries;
    },
  };
}
