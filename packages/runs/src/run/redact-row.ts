import type { Redactor } from '@agent-replay/redaction';
import type { RunRow } from '../store/tables.ts';

const MAX_REASON = 2000;

/** Redacts what of a row a close adds to it. */
export function redactClose(redactor: Redactor, row: RunRow): RunRow {
  const text = (value: string): string =>
    value === '[]' || value === '{}' ? value : storable(redactor.text(value));
  return {
    ...row,
    artifact_refs: text(row.artifact_refs),
    failure_reason: row.failure_reason === null ? null : cut(text(row.failure_reason)),
    outcome: row.outcome === null ? null : text(row.outcome),
  };
}

/** Redacts what of a row is text that somebody wrote; ids, digests and numbers stay what they are. */
export function redactRow(redactor: Redactor, row: RunRow): RunRow {
  const text = (value: string): string =>
    value === '[]' || value === '{}' ? value : storable(redactor.text(value));
  return {
    ...redactClose(redactor, row),
    task_id: text(row.task_id),
    agent_name: text(row.agent_name),
    code_version: DIGEST.test(row.code_version) ? row.code_version : text(row.code_version),
    model: text(row.model),
    prompt_version: DIGEST.test(row.prompt_version) ? row.prompt_version : text(row.prompt_version),
    tool_allowlist: text(row.tool_allowlist),
    state_refs: text(row.state_refs),
    input: text(row.input),
  };
}

/** PostgreSQL keeps no NUL in a text; a store reads the same from every database. */
export function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}

const DIGEST = /^(?:sha256:)?[0-9a-f]{7,64}(?:-dirty)?$/;

function cut(reason: string): string {
  return reason.length <= MAX_REASON ? reason : `${reason.slice(0, MAX_REASON - 1).toWellFormed()}…`;
}
