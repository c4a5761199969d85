import { relative } from 'node:path';
import type { MonitorArtifact } from '@agent-replay/contracts';
import { openStore } from '@agent-replay/runs';
import type { Config } from '../config/config.ts';
import { lockLines } from '../lock/lock-gaps.ts';
import { monitorFile, provenOf, rehearseMonitor, writeMonitor } from '../monitor/write-monitor.ts';
import { minutesText } from '../output/minutes.ts';
import type { RepeatCounts, ReplayRow } from './replay-row.ts';
import { lostLines } from './lost-lines.ts';
import { unguardedLines } from './unguarded-lines.ts';
import { unsureLines } from './unsure-lines.ts';

const MAX_NAMED = 5;

/** Writes the monitor artifact after a run of a test runner, and says in a few lines what it holds. */
export async function reportRun(config: Config, rows: readonly ReplayRow[]): Promise<string> {
  const monitor = await writeMonitor({ config, rows, unguarded: rows.flatMap((row) => row.unguarded) });
  const gaps = await lockLines(config.root, provenOf(monitor));
  return [
    summary(monitor, relative(process.cwd(), monitorFile(config))),
    ...lostLines(monitor, rows),
    ...unsureLines(monitor),
    ...unguardedLines(monitor),
    ...gaps.slice(0, MAX_NAMED).map((line) => `  ${line}`),
    ...repeatLines(rows),
  ].join('\n');
}

/**
 * Does once what a report does, without a word of it, for a process that has time while workers replay: what is
 * loaded and compiled at its first use is so then, its store's queries too.
 * What goes wrong here goes wrong again when the report is written, and is told then.
 */
export async function prepareReport(config: Config): Promise<void> {
  try {
    const store = await openStore(config.store, { redact: config.redact });
    await rehearseMonitor(config, store).finally(() => store.close());
  } catch {
    // As above.
  }
}

/** The pass rate and pass^k over all fixtures that were replayed several times. */
function repeatLines(rows: readonly ReplayRow[]): string[] {
  const counts = rows.flatMap(({ repeat }) => repeat ?? []);
  if (counts.length === 0) return [];
  const mean = (of: (each: RepeatCounts) => number): string =>
    `${Math.round((counts.reduce((sum, each) => sum + of(each), 0) / counts.length) * 1000) / 10} %`;
  const runs = Math.max(...counts.map((each) => each.runs));
  const rate = mean(({ pass_hat_k: hat }) => hat[0] ?? 0);
  return [
    `  repeat    ${runs} replays of each: pass rate ${rate}, pass^${runs} ${mean(({ pass_hat_k: hat }) => hat.at(-1) ?? 0)}`,
  ];
}

function summary(monitor: MonitorArtifact, file: string): string {
  const { silent_failure_window_minutes: window } = monitor;
  const counts = [
    `${monitor.fixtures_passing} passing`,
    `${monitor.fixtures_failing} failing`,
    `${monitor.fixtures_stale} stale${staleReasons(monitor)}`,
    window === null ? 'no silent failure on record' : `silent for ${minutesText(window)}`,
  ];
  return `agent-replay  ${counts.join(', ')} (${file})`;
}

/** Stale is unknown, and there are several ways not to know. */
function staleReasons({ fixtures }: MonitorArtifact): string {
  const codes = fixtures
    .filter(({ state }) => state === 'stale')
    .map(({ reason }) => reason?.split(':', 1)[0] ?? 'unknown');
  if (codes.length === 0) return '';
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return ` (${[...counts].map(([code, count]) => `${count} ${code}`).join(', ')})`;
}
