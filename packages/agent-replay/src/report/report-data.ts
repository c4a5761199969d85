import { existsSync } from 'node:fs';
import type { Issue, Ledger, MonitorArtifact, MonitorRow } from '@agent-replay/contracts';
import type { Store } from '@agent-replay/runs';
import type { Config } from '../config/config.ts';
import { checkGate, type GateFacts } from '../gate/check-gate.ts';
import { mergeMonitors } from '../monitor/merge-monitors.ts';
import { sharedStore } from '../store/shared-store.ts';
import type { ReportData } from './render-report.ts';

const DAY_MS = 86_400_000;
const DAYS = 30;
/** What is red is told in full, up to so many fixtures; the command tells the rest. */
const MAX_DETAILS = 100;
const MAX_LINES = 24;

/** What the report shows: the artifact and the gate's word, and from the store the trend and the details. */
export async function reportData(config: Config, facts: GateFacts): Promise<ReportData> {
  // As it is now: what was fresh when it was written may be stale since.
  const artifact = 'fixtures' in facts.artifact ? mergeMonitors([facts.artifact], facts.now) : null;
  const gate = checkGate(facts);
  // A machine that only serves has no store, and must not make one.
  if (!config.store.includes('://') && !existsSync(config.store))
    return { artifact, gate, trend: [], details: [] };
  const store = await sharedStore(config.store, config);
  const since = new Date(facts.now - DAYS * DAY_MS).toISOString();
  return {
    artifact,
    gate,
    trend: await store.listHealth(since),
    details: artifact === null ? [] : await detailsOf(store, artifact),
  };
}

async function detailsOf(store: Store, { fixtures }: MonitorArtifact): Promise<ReportData['details']> {
  const bad = fixtures.filter(({ state, run_id }) => state !== 'passing' && run_id !== null && run_id !== '');
  return Promise.all(bad.slice(0, MAX_DETAILS).map((row) => detailOf(store, row)));
}

async function detailOf(store: Store, row: MonitorRow): Promise<ReportData['details'][number]> {
  const runId = row.run_id as string;
  const [run, details] = [await store.getRun(runId), await store.getDetails(runId)];
  const issues = (details.issues ?? []) as unknown as readonly Issue[];
  const ledger = (details.ledger ?? null) as unknown as Ledger | null;
  const lines = [
    ...issues.flatMap(({ code, path, expected, received }) => [
      `${code}${path === '' ? '' : ` ${path}`}`,
      `  expected  ${expected}`,
      `  received  ${received}`,
    ]),
    ...(ledger?.misses ?? []).flatMap(({ message }) => message.split('\n')),
    ...(ledger?.blocked ?? []).map(({ operation, target }) => `refused  ${operation} ${target}`),
    `run  ${runId}${run === undefined ? '' : `, ${run.agent_name}, ${run.model}, code ${run.code_version}`}`,
  ];
  const more = lines.length - MAX_LINES;
  return {
    suite: row.suite,
    fixture_id: row.fixture_id,
    verdict: run?.status ?? row.state,
    reason: row.reason,
    lines: more > 0 ? [...lines.slice(0, MAX_LINES), `… ${more} more: agent-replay show ${runId}`] : lines,
  };
}
