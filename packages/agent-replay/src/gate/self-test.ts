import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MonitorArtifact } from '@agent-replay/contracts';
import { buildMonitor, countStates, type MonitorFacts } from '../monitor/build-monitor.ts';
import { readMonitor } from '../monitor/read-monitor.ts';
import { seal } from '../monitor/seal.ts';
import { checkGate, type GateFacts } from './check-gate.ts';

/** What the gate did with artifacts that it must refuse, and with one that it must not. */
export interface SelfTest {
  ok: boolean;
  cases: { name: string; refused: boolean; expected: boolean; summary: string }[];
}

interface Case {
  name: string;
  /** Whether the gate must refuse it. */
  expected: boolean;
  /** The bytes of monitor.json; null for no file. */
  text: string | null;
  facts?: Partial<GateFacts>;
}

/**
 * Shows that the gate can turn: a green artifact opens it, and each fault that is put in closes it. Every
 * artifact goes through a file, as in earnest. With a healthy artifact of the project's own, a red
 * fixture is put into a copy of that too, under the project's own thresholds.
 */
export async function runSelfTest(own: GateFacts): Promise<SelfTest> {
  const folder = await mkdtemp(join(tmpdir(), 'agent-replay-gate-'));
  try {
    const cases = [];
    for (const each of [...madeUpCases(own.now), ...ownCases(own)]) {
      const path = join(folder, 'monitor.json');
      await rm(path, { force: true });
      if (each.text !== null) await writeFile(path, each.text);
      const facts = { now: own.now, locked: LOCKED, ...each.facts, artifact: await readMonitor(path) };
      const { healthy, summary } = checkGate(facts);
      cases.push({ name: each.name, refused: !healthy, expected: each.expected, summary });
    }
    return { ok: cases.every((each) => each.refused === each.expected), cases };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const LOCKED = ['gate/self_test'];

function madeUpCases(now: number): Case[] {
  const at = new Date(now).toISOString();
  const fixture = {
    fixture_id: 'self_test',
    suite: 'gate',
    tier: 'critical' as const,
    sha256: 'self',
    proof: 'proven' as const,
    stale_after: null,
    quarantine: null,
  };
  const result = {
    fixture_id: 'self_test',
    suite: 'gate',
    run_id: 'self',
    at,
    fixture_sha256: 'self',
    exit_code: 0,
    reason: null,
  };
  const artifact = (facts: Partial<MonitorFacts> = {}): MonitorArtifact =>
    buildMonitor({
      now,
      mode: 'cassette',
      fixtures: [fixture],
      results: [result],
      failures: [],
      alerts: [],
      ticks: {},
      unguarded: [],
      netns: { active: false, reason: 'self-test' },
      ...facts,
    });
  const text = (facts: Partial<MonitorFacts> = {}): string => JSON.stringify(artifact(facts));
  const red = { ...result, exit_code: 1, reason: 'missing_artifact_ref' };
  const failure = {
    fingerprint: 'v1:self',
    failure_class: 'missing_artifact_ref',
    first_bad_run_at: new Date(now - 7_200_000).toISOString(),
    status: 'open' as const,
    resolved_at: null,
  };
  const refused: [name: string, text: string | null, facts?: Partial<GateFacts>][] = [
    ['a red fixture', text({ results: [red] })],
    ['an unproven fixture', text({ fixtures: [{ ...fixture, proof: 'unproven' }] })],
    ['a fixture without a result', text({ results: [] })],
    ['an edited fixture', text({ fixtures: [{ ...fixture, sha256: 'other' }] })],
    ['an expired quarantine', text({ fixtures: [{ ...fixture, quarantine: { owner: 'self', until: at } }] })],
    ['no fixtures', text({ fixtures: [], results: [] })],
    ['a vanished fixture', text(), { locked: ['gate/self_test', 'gate/vanished'] }],
    ['no lock file', text(), { locked: null }],
    ['a stopped scheduler', text({ ticks: { critical: new Date(now - 1_800_001).toISOString() } })],
    ['a failure that nobody was told of', text({ failures: [failure] })],
    ['an artifact of an hour ago', text({ now: now - 3_600_000 })],
    ['an artifact from the future', text({ now: now + 3_600_000 })],
    [
      'an edited artifact',
      JSON.stringify({ ...artifact({ results: [red] }), fixtures_failing: 0, fixtures_passing: 1 }),
    ],
    ['half an artifact', text().slice(0, -20)],
    ['an empty artifact', ''],
    ['no artifact', null],
  ];
  return [
    { name: 'a green fixture', expected: false, text: text() },
    ...refused.map(([name, given, facts]) => ({
      name,
      expected: true,
      text: given,
      ...(facts !== undefined && { facts }),
    })),
  ];
}

/** A fault in a copy of what the project itself has, where that is healthy. */
function ownCases(own: GateFacts): Case[] {
  if (!('fixtures' in own.artifact) || !checkGate(own).healthy) return [];
  const { sha256: _, ...artifact } = own.artifact;
  const index = artifact.fixtures.findIndex(({ state }) => state === 'passing');
  const fixtures = artifact.fixtures.map((row, at) =>
    at === index ? { ...row, state: 'failing' as const, reason: 'self_test: a fault that was put in' } : row,
  );
  const name = `${artifact.fixtures[index]?.suite}/${artifact.fixtures[index]?.fixture_id}`;
  const text = JSON.stringify(seal({ ...artifact, ...countStates(fixtures), fixtures }));
  return [
    { name: "the project's own artifact", expected: false, text: JSON.stringify(own.artifact), facts: own },
    { name: `${name} turned red in it`, expected: true, text, facts: own },
  ];
}
