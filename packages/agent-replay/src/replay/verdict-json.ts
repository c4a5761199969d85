import { canonicalJson, type Issue, type Json } from '@agent-replay/contracts';
import { stripDigests } from '@agent-replay/redaction';
import type { ReplayResult } from './replay-result.ts';
import { withoutFolders } from './without-folders.ts';

/**
 * What a replay says, as canonical bytes (RFC 8785) without times, ids, folders and keys of this machine: the
 * same from Vitest, Jest and the command, and the same for each replay of the same code.
 */
export function verdictJson(result: ReplayResult): string {
  const { verdict } = result;
  const plain = withoutPlaces(result);
  // Sorted: what stands in its order is written in a fraction of the time.
  return canonicalJson({
    exit_code: result.exit_code,
    failure_class: verdict.failure_class,
    failure_reason: verdict.failure_reason === null ? null : plain(verdict.failure_reason),
    fixture_id: result.fixture_id,
    issues: verdict.issues.map((issue) => issueJson(issue, plain)),
    mode: result.mode,
    ok: result.ok,
    proof: result.proof,
    status: verdict.status,
    suite: result.suite,
  });
}

function issueJson(issue: Issue, plain: (text: string) => string): Json {
  return {
    code: issue.code,
    column: issue.column ?? null,
    expected: plain(issue.expected),
    file: issue.file === undefined ? null : (issue.file.split(/[\\/]/).at(-1) ?? null),
    line: issue.line ?? null,
    message: issue.message === undefined ? null : plain(issue.message),
    path: issue.path,
    received: plain(issue.received),
  };
}

/**
 * Leaves out where in the code a call was refused: runners and type stripping number lines their own way. Of what stands for
 * a secret it leaves the kind: its digest is made under a key of the process or of the machine.
 */
function withoutPlaces({ dir, ledger }: ReplayResult): (text: string) => string {
  const named = withoutFolders(dir);
  const sites = (ledger?.blocked ?? []).flatMap(({ call_site: site }) =>
    site === null ? [] : [` at ${site}`],
  );
  return (text) => named(stripDigests(sites.reduce((rest, site) => rest.replaceAll(site, ''), text)));
}
