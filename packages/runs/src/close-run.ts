import {
  type ArtifactRef,
  check,
  type CheckResult,
  type Contract,
  type Ending,
  type Evidence,
  type ExceptionInfo,
  fingerprint,
  type Json,
  type Judgement,
  type Ledger,
  type RunRecord,
} from '@agent-replay/contracts';
import { probeArtifact } from './evidence/probe-artifact.ts';
import { resolveEvidence } from './evidence/resolve-evidence.ts';
import type { Run } from './run.ts';

const PROBE_MS = 10_000;

/** What is known when a run ends: evidence, never a status. */
export interface Closing {
  contract?: Contract | null;
  ending?: Ending;
  exit_code?: number | null;
  exception?: ExceptionInfo | null;
  output?: Json | undefined;
  /** Cited paths, beside those that were cited on the way. */
  evidence_paths?: readonly string[];
  /** Digests of the inputs that were read. @default the one that was claimed */
  used_sha256?: readonly string[];
  state?: Readonly<Record<string, Json>>;
  mutations?: Evidence['mutations'];
  diff?: Evidence['diff'];
  verify?: Evidence['verify'];
  judgements?: readonly Judgement[];
  ledger?: Ledger | null;
  now?: () => number;
}

/** How a run was closed. */
export interface ClosedRun {
  record: RunRecord;
  verdict: CheckResult;
  evidence: Evidence;
}

/**
 * Closes a run: artifacts are probed, the evidence is gathered, and the completion validator assigns
 * the status. The first close wins; a later one, here or in another process, returns its verdict.
 */
export async function closeRun(run: Run, closing: Closing = {}): Promise<ClosedRun> {
  const evidence = await gatherEvidence(run, closing);
  run.isClosed = true;
  await Promise.allSettled(run.pending);
  const verdict = check(closing.contract ?? null, evidence);
  const record: RunRecord = {
    ...run.record,
    artifact_refs: evidence.artifacts.map((artifact) => artifact.ref),
    status: verdict.status,
    failure_class: verdict.failure_class,
    failure_reason: verdict.failure_reason,
    fingerprint: verdict.failure_class === null ? null : fingerprintOf(run, verdict, evidence),
    closed_at: new Date((closing.now ?? Date.now)()).toISOString(),
  };
  const isFirst = await run.store.closeRun(record, {
    ...run.details,
    ...detailsOf(closing, verdict, evidence),
  });
  const kept = isFirst ? record : ((await run.store.getRun(record.run_id)) ?? record);
  run.record = kept;
  return { record: kept, verdict: isFirst ? verdict : verdictOf(kept), evidence };
}

async function gatherEvidence(run: Run, closing: Closing): Promise<Evidence> {
  const claimed = run.record.input_sha256;
  const paths = [...run.evidencePaths, ...(closing.evidence_paths ?? [])];
  return {
    ending: closing.ending ?? 'returned',
    exit_code: closing.exit_code ?? null,
    exception: closing.exception ?? null,
    output: closing.output,
    events: [...run.events],
    artifacts: await Promise.all(run.artifacts.map((artifact) => confirmArtifact(run, artifact))),
    evidence_paths: paths.map((path) => ({ path, resolved: resolveEvidence(path, run) })),
    input: { claimed_sha256: claimed, used_sha256: closing.used_sha256 ?? [claimed] },
    state: closing.state ?? Object.fromEntries(run.state),
    mutations: closing.mutations ?? mutationsOf(run),
    diff: closing.diff ?? null,
    verify: closing.verify ?? null,
    judgements: closing.judgements ?? [],
    tool_allowlist: run.record.tool_allowlist,
    ledger: closing.ledger ?? null,
  };
}

async function confirmArtifact(
  run: Run,
  artifact: Run['artifacts'][number],
): Promise<Evidence['artifacts'][number]> {
  const probe = await probeArtifact(artifact, { workspace: run.workspace, timeout_ms: PROBE_MS });
  const asClaimed =
    (artifact.sha256 === undefined || artifact.sha256 === probe.sha256) &&
    (artifact.bytes === undefined || artifact.bytes === probe.bytes);
  const ref: ArtifactRef = {
    kind: artifact.kind,
    uri: artifact.uri,
    sha256: artifact.sha256 ?? probe.sha256,
    bytes: artifact.bytes ?? probe.bytes,
    confirmed: probe.exists && probe.error === null && asClaimed,
  };
  return { ref, probe };
}

function mutationsOf(run: Run): Evidence['mutations'] {
  return run.events.flatMap((event) =>
    event.kind === 'mutation' ? [{ uri: event.uri, operation: event.operation }] : [],
  );
}

function fingerprintOf(run: Run, verdict: CheckResult, evidence: Evidence): string {
  const [first] = verdict.issues;
  return fingerprint({
    agent_name: run.record.agent_name,
    failure_class: verdict.failure_class ?? 'unknown',
    exception: evidence.exception,
    rule: first?.path ?? null,
    message: first?.message ?? null,
  });
}

function detailsOf(closing: Closing, verdict: CheckResult, evidence: Evidence) {
  return {
    ...(closing.contract !== undefined &&
      closing.contract !== null && { contract: closing.contract as Json }),
    ...(closing.output !== undefined && { output: closing.output }),
    ...(closing.ledger !== undefined &&
      closing.ledger !== null && { ledger: closing.ledger as unknown as Json }),
    evidence_paths: evidence.evidence_paths.map((each) => each.path),
    issues: verdict.issues as unknown as Json,
    final_state: { ...evidence.state },
  };
}

function verdictOf(record: RunRecord): CheckResult {
  const { status, failure_class, failure_reason } = record;
  return {
    status: status === 'started' ? 'inconclusive' : status,
    failure_class,
    failure_reason,
    issues: [],
  };
}
