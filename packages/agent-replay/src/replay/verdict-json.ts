import { canonicalJson, type Issue, type Json } from '@agent-replay/contracts';
import type { ReplayResult } from './replay-result.ts';

/**
 * What a replay says, as canonical bytes (RFC 8785) without times, ids and paths of this machine: the
 * same from Vitest, Jest and the command, and the same for each replay of the same code.
 */
export function verdictJson(result: ReplayResult): string {
  const { verdict } = result;
  const plain = withoutPlaces(result);
  return canonicalJson({
    fixture_id: result.fixture_id,
    suite: result.suite,
    mode: result.mode,
    ok: result.ok,
    exit_code: result.exit_code,
    proof: result.proof,
    status: verdict.status,
    failure_class: verdict.failure_class,
    failure_reason: verdict.failure_reason === null ? null : plain(verdict.failure_reason),
    issues: verdict.issues.map((issue) => issueJson(issue, plain)),
  });
}

function issueJson(issue: Issue, plain: (text: string) => string): Json {
  return {
    code: issue.code,
    path: issue.path,
    expected: plain(issue.expected),
    received: plain(issue.received),
    message: issue.message === undefined ? null : plain(issue.message),
    file: issue.file === undefined ? null : (issue.file.split(/[\\/]/).at(-1) ?? null),
    line: issue.line ?? null,
    column: issue.column ?? null,
  };
}

/** Leaves out where in the code a call was refused: runners and type stripping number lines their own way. */
function withoutPlaces({ ledger }: ReplayResult): (text: string) => string {
  const sites = (ledger?.blocked ?? []).flatMap(({ call_site: site }) =>
    site === null ? [] : [` at ${site}`],
  );
  return (text) => sites.reduce((rest, site) => rest.replaceAll(site, ''), text);
}
