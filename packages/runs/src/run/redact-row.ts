import type { Redactor, RunRedactor } from '@agent-replay/redaction';
import type { RunRow } from '../store/tables.ts';

const MAX_REASON = 2000;

/**
 * Redacts what of a row a close adds to it.
 *
 * @param redactor the run's own
 * @param shared the store's
 */
export function redactClose(redactor: RunRedactor, shared: Redactor, row: RunRow): RunRow {
  const text = textRedactor(redactor, shared);
  return {
    ...row,
    artifact_refs: text(row.artifact_refs),
    failure_reason: row.failure_reason === null ? null : cut(text(row.failure_reason)),
    outcome: row.outcome === null ? null : text(row.outcome),
  };
}

/** Redacts what of the row of a run that begins is text that somebody wrote; ids, digests and numbers stay what they are. */
export function redactRow(redactor: RunRedactor, shared: Redactor, row: RunRow): RunRow {
  const text = textRedactor(redactor, shared);
  return {
    ...row,
    task_id: storable(redactor.text(row.task_id)),
    agent_name: text(row.agent_name),
    code_version: DIGEST.test(row.code_version) ? row.code_version : text(row.code_version),
    model: text(row.model),
    prompt_version: DIGEST.test(row.prompt_version) ? row.prompt_version : text(row.prompt_version),
    tool_allowlist: text(row.tool_allowlist),
    state_refs: text(row.state_refs),
    input: text(row.input),
  };
}

/** Most of what runs say of themselves, the runs of the same agent say again and again. */
function textRedactor(redactor: RunRedactor, shared: Redactor): (value: string) => string {
  const plain = plainTexts(shared);
  return (value) => {
    if (value === '[]' || value === '{}') return value;
    if (plain.has(value)) return redactor.sweep(value);
    const redacted = storable(redactor.text(value));
    if (redacted === value && value.length <= LONGEST_PLAIN) plain.add(value);
    return redacted;
  };
}

/** Texts in which a redactor found nothing to take out. */
const foundPlain = new WeakMap<Redactor, Set<string>>();
const MOST_PLAIN = 512;
const LONGEST_PLAIN = 2000;

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
