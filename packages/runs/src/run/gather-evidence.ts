import {
  acceptsAny,
  type ArtifactProbe,
  type ArtifactRef,
  type Evidence,
  Json,
  normalize,
  type StateRef,
} from '@agent-replay/contracts';
import {
  answersOf,
  askProbe,
  probeArtifact,
  probeArtifactNow,
  probeOf,
} from '../artifacts/probe-artifact.ts';
import { resolveEvidence } from '../artifacts/resolve-evidence.ts';
import { isLater } from '../store/is-later.ts';
import { type Run, stateOf } from './run.ts';
import type { ClaimedArtifact } from '../artifacts/claimed-artifact.ts';
import type { Closing } from './closing.ts';

const PROBE_MS = 10_000;

/** Everything that the verdict is made of; artifacts are probed now. */
export async function gatherEvidence(run: Run, closing: Closing): Promise<Evidence> {
  if (run.artifacts.length === 0) return evidenceOf(run, closing, []);
  const options = { ...probing(run), timeoutMs: closing.probe_ms ?? PROBE_MS };
  const { probing: around = (ask) => ask() } = closing;
  const isAsked = run.artifacts.some((artifact) => probeOf(artifact, options.probes) !== undefined);
  const ask = () => together(run.artifacts.map((artifact) => askProbe(artifact, options)));
  const asked = isAsked ? around(ask) : [];
  const answers = isLater(asked) ? await asked : asked;
  const looked = together(
    run.artifacts.map((artifact, at) =>
      probeArtifact(artifact, answers[at] ?? { answer: undefined }, options),
    ),
  );
  const probes = isLater(looked) ? await looked : looked;
  return evidenceOf(run, closing, probes);
}

/** A promise only where there is something to wait for. */
function together<T>(list: readonly (T | Promise<T>)[]): T[] | Promise<T[]> {
  return list.some(isLater) ? Promise.all(list) : (list as T[]);
}

/** The same in a process that is about to end. */
export function gatherEvidenceNow(run: Run, closing: Closing): Evidence {
  const options = probing(run);
  return evidenceOf(
    run,
    closing,
    run.artifacts.map((artifact) => probeArtifactNow(artifact, options)),
  );
}

/** What is left to say where gathering the rest failed. */
export function bareEvidence(run: Run, { ending = 'returned', exit_code = null }: Closing): Evidence {
  const { input_sha256: claimed_sha256, tool_allowlist } = run.record;
  return {
    ending,
    exit_code,
    exception: null,
    output: undefined,
    events: [],
    artifacts: [],
    evidence_paths: [],
    input: { claimed_sha256, used_sha256: [] },
    state: {},
    mutations: null,
    diff: null,
    verify: null,
    judgements: [],
    tool_allowlist,
    ledger: null,
  };
}

function probing(run: Run) {
  const { probes, began } = stateOf(run);
  return { workspace: run.workspace, probes, answers: answersOf(run.events), began };
}

function evidenceOf(run: Run, closing: Closing, probes: readonly ArtifactProbe[]): Evidence {
  const { input_sha256: claimed, tool_allowlist, state_refs } = run.record;
  const sources = { ...run, stateRefs: state_refs as readonly StateRef[] };
  // What a model cites may be anything.
  const cited = [...run.evidencePaths, ...(closing.evidence_paths ?? [])].map(String);
  return {
    ending: closing.ending ?? 'returned',
    exit_code: closing.exit_code ?? null,
    exception: closing.exception ?? null,
    output: closing.output === undefined ? undefined : toJson(closing.output),
    events: [...run.events],
    artifacts: run.artifacts.map((artifact, index) => confirm(artifact, probes[index] as ArtifactProbe)),
    evidence_paths: cited.map((path) => ({ path, resolved: resolveEvidence(path, sources) })),
    input: { claimed_sha256: claimed, used_sha256: closing.used_sha256 ?? [claimed] },
    state: toJson(closing.state ?? Object.fromEntries(run.state)) as Record<string, Json>,
    mutations: closing.mutations === undefined ? mutationsOf(run) : closing.mutations,
    diff: closing.diff ?? null,
    verify: closing.verify ?? null,
    judgements: closing.judgements ?? [],
    tool_allowlist,
    ledger: closing.ledger ?? null,
  };
}

/** What is typed as JSON may be anything at run time: a close has to come to its end all the same. */
function toJson(value: Json | Readonly<Record<string, Json>>): Json {
  try {
    if (acceptsAny(Json, value)) return value;
  } catch {
    // A getter or a proxy that throws.
  }
  return normalize(value);
}

function confirm(
  artifact: ClaimedArtifact,
  probe: ArtifactProbe,
): { ref: ArtifactRef; probe: ArtifactProbe } {
  const { kind, uri, sha256 = null, bytes = null } = artifact;
  const asClaimed = (sha256 === null || sha256 === probe.sha256) && (bytes === null || bytes === probe.bytes);
  const ref = {
    kind,
    uri,
    sha256: sha256 ?? probe.sha256,
    bytes: bytes ?? probe.bytes,
    confirmed: probe.exists && probe.readable && probe.error === null && asClaimed,
  };
  return { ref, probe };
}

function mutationsOf(run: Run): NonNullable<Evidence['mutations']> {
  return run.events.flatMap((event) =>
    event.kind === 'mutation' ? [{ uri: event.uri, operation: event.operation }] : [],
  );
}
