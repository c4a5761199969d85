import type { Evidence } from '../evidence.ts';
import type { Contract } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';
import type { Json } from '../json.ts';
import type { ReasonCode } from '../registry.ts';
import { artifactFaults, hasContent } from './artifact-faults.ts';
import { checkJsonSchema } from './json-schema.ts';
import type { Rule } from './rule.ts';

type Artifact = Evidence['artifacts'][number];

/**
 * A done without an artifact is rejected, as are artifacts that are not there, hold nothing or are
 * not what was claimed. Of several records of one `uri` the last counts. None is needed when the
 * contract says `artifacts: { min: 0 }` or asks for another durable result (`output`, `state`, `diff`).
 */
export const checkArtifacts: Rule = (contract, evidence) => {
  const rule = contract.artifacts ?? {};
  const artifacts = latest(evidence.artifacts);
  return [
    ...checkCount(contract, artifacts, evidence),
    ...artifacts.flatMap((artifact) => [
      ...artifactFaults(artifact).map((fault) =>
        Object.assign(fault, { path: contract.artifacts === undefined ? '' : '/artifacts' }),
      ),
      ...checkKind(rule, artifact),
      ...checkReadable(rule, artifact),
      ...checkFresh(rule, artifact),
      ...checkSize(rule, artifact),
    ]),
    ...checkShape(rule, artifacts),
  ];
};

function checkCount(contract: Contract, { length }: readonly Artifact[], evidence: Evidence): Issue[] {
  const rule = contract.artifacts;
  const min = rule?.min ?? (rule === undefined && asksForOtherResult(contract) ? 0 : 1);
  const max = rule?.max ?? Infinity;
  const path = rule?.min === undefined ? (rule === undefined ? '' : '/artifacts') : '/artifacts/min';
  if (length === 0 && min > 0) {
    return [issue('missing_artifact_ref', path, `at least ${count(min)}`, 'none', noneRecorded(evidence))];
  }
  if (length < min) {
    return [
      issue(
        'artifact_count',
        path,
        `at least ${count(min)}`,
        `${length}`,
        `${count(length)} recorded, at least ${min} wanted`,
      ),
    ];
  }
  if (length > max) {
    return [
      issue(
        'artifact_count',
        '/artifacts/max',
        `at most ${count(max)}`,
        `${length}`,
        `${count(length)} recorded, at most ${max} wanted`,
      ),
    ];
  }
  return [];
}

/** Only who returns claims to be done. */
function noneRecorded({ ending, exit_code: exitCode }: Evidence): string {
  if (ending === 'returned') return 'done was claimed, but no artifact was recorded';
  const code = exitCode === null ? '' : ` with exit code ${exitCode}`;
  return ending === 'exited'
    ? `the process ended${code} before an artifact was recorded`
    : 'the run ended before an artifact was recorded';
}

/** A result other than an artifact that is there only when work was done; `max_files: 0` asks for no change. */
function asksForOtherResult({ output, state, diff }: Contract): boolean {
  const wantsOutput = output !== undefined && output !== true && Object.keys(output).length > 0;
  const wantsState = (state?.final?.length ?? 0) > 0 || (state?.transitions?.length ?? 0) > 0;
  return wantsOutput || wantsState || (diff !== undefined && diff.max_files !== 0);
}

type ArtifactRule = NonNullable<Contract['artifacts']>;

function checkKind({ kinds }: ArtifactRule, { ref }: Artifact): Issue[] {
  if (kinds === undefined || kinds.includes(ref.kind)) return [];
  return [
    issue(
      'artifact_kind',
      '/artifacts/kinds',
      kinds.join(' or '),
      ref.kind,
      `"${ref.uri}" is of kind ${ref.kind}, not ${kinds.join(' or ')}`,
    ),
  ];
}

function checkReadable({ readable }: ArtifactRule, artifact: Artifact): Issue[] {
  const { ref, probe } = artifact;
  if (readable !== true || probe.readable || artifactFaults(artifact).length > 0) return [];
  return [
    issue(
      'side_effect_unconfirmed',
      '/artifacts/readable',
      'readable',
      'not readable',
      `${ref.kind} "${ref.uri}" cannot be read`,
    ),
  ];
}

function checkFresh({ fresh }: ArtifactRule, { ref, probe }: Artifact): Issue[] {
  if (fresh !== true || probe.is_older !== true) return [];
  return [
    issue(
      'side_effect_unconfirmed',
      '/artifacts/fresh',
      'written by this run',
      'as it was before the run began',
      `${ref.kind} "${ref.uri}" was there before the run began, which did not write it`,
    ),
  ];
}

function checkSize(
  { min_bytes: min = 0, max_bytes: max = Infinity }: ArtifactRule,
  { ref, probe }: Artifact,
): Issue[] {
  const bytes = probe.bytes ?? ref.bytes;
  if (bytes === null || (bytes >= min && bytes <= max)) return [];
  const [path, expected] =
    bytes < min
      ? ['/artifacts/min_bytes', `at least ${min} bytes`]
      : ['/artifacts/max_bytes', `at most ${max} bytes`];
  return [
    issue(
      'artifact_size',
      path,
      expected,
      `${bytes} bytes`,
      `"${ref.uri}" has ${bytes} bytes, ${expected} wanted`,
    ),
  ];
}

/** Of several artifacts those in JSON must have the shape; when none is, every one that has content. */
function checkShape({ schema }: ArtifactRule, artifacts: readonly Artifact[]): Issue[] {
  if (schema === undefined) return [];
  const inJson = artifacts.filter(({ ref, probe }) => probe.json !== undefined || /\.json$/i.test(ref.uri));
  const readable = artifacts.filter(({ ref, probe }) => hasContent(ref) || contentOf(probe) !== undefined);
  const judged = inJson.length > 0 ? inJson : readable;
  if (judged.length === 0 && artifacts.length > 0) {
    return [
      issue(
        'schema_mismatch',
        '/artifacts/schema',
        'content to check',
        'references only',
        'no artifact has content that the schema could check',
      ),
    ];
  }
  return judged
    .filter((artifact) => artifactFaults(artifact).length === 0)
    .flatMap(({ ref, probe }) => {
      const content = contentOf(probe);
      if (content !== undefined)
        return checkJsonSchema(schema, content, { path: '/artifacts/schema', what: `"${ref.uri}"` });
      return [
        issue(
          'schema_mismatch',
          '/artifacts/schema',
          'content to check',
          'none was read',
          `the content of "${ref.uri}" was not read`,
        ),
      ];
    });
}

function latest(artifacts: readonly Artifact[]): readonly Artifact[] {
  if (artifacts.length < 2) return artifacts;
  return [...new Map(artifacts.map((artifact) => [artifact.ref.uri, artifact])).values()];
}

function contentOf({ json, text }: Artifact['probe']): Json | undefined {
  return json === undefined ? text : json;
}

function count(n: number): string {
  return n === 1 ? '1 artifact' : `${n} artifacts`;
}

function issue(code: ReasonCode, path: string, expected: string, received: string, message: string): Issue {
  return { code, path, expected, received, message };
}
