import { basename, dirname, resolve } from 'node:path';
import { type CheckResult, isAllowed, type Mode } from '@agent-replay/contracts';
import { machineTime } from '@agent-replay/contracts/machine';
import type { Store } from '@agent-replay/runs';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import type { LoadedFixture } from '../discover/loaded-fixture.ts';
import { proofSettings, type ProofState, proofState } from '../proof/proof-state.ts';
import { type AgentCode, loadedAgentCode } from './code-sha256.ts';
import { emptyEvidence } from './empty-evidence.ts';
import { withFixture } from './fixture-of.ts';
import { exitCodeOf } from './exit-code.ts';
import type { ImportModule } from './load-agent.ts';
import { intrinsics } from './own-intrinsics.ts';
import { placeIssues } from './place-issues.ts';
import { refusal, skipped } from './refusal.ts';
import type { ReplayResult } from './replay-result.ts';
import { type FixtureRun, runFixture } from './run-fixture.ts';

export interface ReplayOptions {
  /** @default the config that holds in the fixture's folder */
  config?: Config;
  /** @default the config's */
  mode?: Mode;
  /** Imports the agent's module another way than Node does, e.g. through a runner. */
  importModule?: ImportModule;
  /** Where the run is recorded: a store, its path or its URL. @default the config's */
  store?: Store | string;
  /** The globals of the realm that the agent's code runs in. @default globalThis */
  realm?: typeof globalThis;
  /** @default the Git commit of the config's folder */
  codeVersion?: string;
  /** The Git ref whose code is replayed. @default none, the code as it is here */
  ref?: string;
  /**
   * Resolves when no module is on its way that a test runner has to give. Without it a run that waits for what never comes
   * is waited for until its limit, as that may be such a module.
   */
  untilLoaded?: () => Promise<unknown>;
}

/** Where nothing was run, nobody asks of what. */
const UNTOLD: AgentCode = {
  code_sha256: null,
  dependencies: { installed_sha256: null, lock_sha256: null },
};

const { now: machineNow } = machineTime();
let last: Promise<unknown> = Promise.resolve();

/**
 * Replays a fixture in this process: the agent's own code, on the tape, with the fixture's time and
 * chance. Never throws for what is in the fixture, the config or the agent: that is a verdict with a
 * reason. Replays that are started together run one after the other.
 *
 * @example
 * const outcome = await replay('fixtures/refunds/late_refund');
 * expect(outcome).toSatisfyContract();
 */
export function replay(dir: string, options: ReplayOptions = {}): Promise<ReplayResult> {
  return inTurn(async () => {
    try {
      // What an agent before this one has left, in a test that replays several, reads no fixture.
      return await replayNow(resolve(dir), options, intrinsics.putOurs);
    } finally {
      // From here on it is the user's own code that runs, with what it has changed of built-in objects, such as spies.
      intrinsics.putTheirs();
    }
  });
}

/** The same for who reports what it came to in the same process: what an agent has changed stays away until its next run. */
export function replayForReport(dir: string, options: ReplayOptions = {}): Promise<ReplayResult> {
  return inTurn(() => replayNow(resolve(dir), options));
}

function inTurn(work: () => Promise<ReplayResult>): Promise<ReplayResult> {
  const turn = last.then(work);
  last = turn.catch(() => undefined);
  return turn;
}

async function replayNow(dir: string, options: ReplayOptions, begin?: () => void): Promise<ReplayResult> {
  const started = machineNow();
  let mode: Mode = options.mode ?? 'cassette';
  let fixture: LoadedFixture | null = null;
  let proof: ProofState = { state: 'unproven', reason: 'its files cannot be read' };
  let digest: string | null = null;
  let code: AgentCode = UNTOLD;
  const conclude = (verdict: CheckResult, run: FixtureRun | null): ReplayResult => {
    const ledger = run?.ledger ?? null;
    const ok = verdict === run?.outcome?.verdict && isGreen(fixture, verdict);
    const placed = placeIssues(verdict, fixture, ledger);
    const result: ReplayResult = {
      fixture_id: basename(dir),
      suite: basename(dirname(dir)),
      dir,
      tier: fixture?.notes.tier ?? 'full',
      mode,
      ok,
      exit_code: ok ? 0 : exitCodeOf(verdict.status, verdict.failure_class),
      verdict: placed,
      proof: proof.state,
      proof_reason: proof.reason,
      fixture_sha256: digest,
      ...code,
      run: run?.outcome?.run ?? null,
      evidence: run?.outcome?.evidence ?? emptyEvidence(),
      ledger,
      drift: ledger?.drift ?? [],
      waits_ms: run?.waits_ms ?? [],
      error: run?.error ?? null,
      duration_ms: Math.round(machineNow() - started),
    };
    return withFixture(result, fixture);
  };
  try {
    begin?.();
    fixture = loadFixture(dir);
    digest = fixture.sha256;
    const config = options.config ?? (await loadConfig(dir));
    proof = proofState(fixture, proofSettings(config));
    if (proof.state === 'quarantined') return conclude(skipped('quarantined', proof.reason ?? ''), null);
    code = loadedAgentCode(fixture.input.agent.name, config);
    mode = options.mode ?? config.mode;
    const run = await runFixture(fixture, { ...options, config, mode });
    return conclude(run.outcome?.verdict ?? refusal(run.cause), run);
  } catch (error) {
    return conclude(refusal(error), null);
  }
}

/** A miss is never allowed: the tape could not say what would have happened. */
function isGreen(fixture: LoadedFixture | null, { status, issues }: CheckResult): boolean {
  return isAllowed(fixture?.expected, status) && issues.every(({ code }) => code !== 'cassette_miss');
}
