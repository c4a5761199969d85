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

/**
 * Redacts what of the row of a run that begins is text that somebody wrote; ids, digests and numbers stay what they are.
 *
 * @param redactor the run's own, which knows of no secret yet
 * @param shared the store's, to whose runs most of this is said again and again
 */
export function redactRow(redactor: Redactor, shared: Redactor, row: RunRow): RunRow {
  const text = (value: string): string =>
    value === '[]' || value === '{}' ? value : storable(redactor.text(value));
  const plain = plainTexts(shared);
  const often = (value: string): string => {
    if (plain.has(value)) return value;
    const redacted = text(value);
    if (redacted === value) plain.add(value);
    return redacted;
  };
  return {
    ...row,
    task_id: text(row.task_id),
    agent_name: often(row.agent_name),
    code_version: DIGEST.test(row.code_version) ? row.code_version : often(row.code_version),
    model: often(row.model),
    prompt_version: DIGEST.test(row.prompt_version) ? row.prompt_version : often(row.prompt_version),
    tool_allowlist: often(row.tool_allowlist),
    state_refs: text(row.state_refs),
    input: text(row.input),
  };
}

/** Texts in which a redactor found nothing to take out. */
const foundPlain = new WeakMap<Redactor, Set<string>>();
const MOST_PLAIN = 256;

function plainTexts(redactor: Redactor): Set<string> {
  let texts = foundPlain.get(redactor);
  if (texts === undefined || texts.size >= MOST_PLAIN) foundPlain.set(redactor, (texts = new Set()));
  return texts;
}

/** PostgreSQL keeps no NUL in a text; a store reads the same from every database. */
export function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}

const DIGEST = /^(?:sha256:)?[0-9a-f]{7,64}(?:-dirty)?$/;

function cut(reason: string): string {
  return reason.length <= MAX_REASON ? reason : `${reason.slice(0, MAX_REASON - 1).toWellFormed()}…`;
}
