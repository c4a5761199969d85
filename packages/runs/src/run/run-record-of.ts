import { type ArtifactRef, type RunRecord, RunStatus, RunType, type StateRef } from '@agent-replay/contracts';
import { time } from '../native-time.ts';
import type { RunRow } from '../store/tables.ts';
import { isObject } from '../is-object.ts';
import { isTime } from './whole-clock.ts';

/** The version of a record that this release writes and understands. */
export const RECORD_FORMAT = 1;

/**
 * A row as a record. One of a newer format is `inconclusive/unknown_format`, whatever it says, and a damaged one
 * `inconclusive/evidence_invalid`: it keeps none of the others from being read.
 */
export function runRecordOf(row: RunRow): RunRecord {
  try {
    return recordOf(row);
  } catch {
    return recordOf(withoutDamage(row));
  }
}

function withoutDamage(row: RunRow): RunRow {
  const at = isTime(row.started_at) ? row.started_at : 0;
  const timeOr = (given: number | null): number => (given !== null && isTime(given) ? given : at);
  const texts = TEXTS.map((column) => [column, textOr(row[column], '')] as const);
  const namesOrNull = NAMES.map((column) => [column, textOr(row[column], null)] as const);
  return {
    ...row,
    ...Object.fromEntries([...texts, ...namesOrNull]),
    attempt: numberOr(row.attempt, 0),
    timeout_seconds: numberOr(row.timeout_seconds, 0),
    tool_allowlist: '[]',
    state_refs: '[]',
    artifact_refs: '[]',
    started_at: at,
    deadline_at: timeOr(row.deadline_at),
    closed_at: timeOr(row.closed_at),
    status: 'inconclusive',
    failure_class: 'evidence_invalid',
    failure_reason: 'evidence_invalid: the record is damaged in the store',
  };
}

const TEXTS = [
  'task_id',
  'agent_name',
  'code_version',
  'model',
  'prompt_version',
  'input_sha256',
  'status',
] as const;
const NAMES = ['fixture_id', 'failure_class', 'failure_reason', 'fingerprint'] as const;

function textOr<Other>(value: unknown, other: Other): string | Other {
  return typeof value === 'string' ? value : other;
}

function numberOr(value: unknown, other: number): number {
  return typeof value === 'number' ? value : other;
}

/** A column may hold bytes, whatever type it has. */
function assertTypes(row: RunRow): void {
  const isWhole =
    TEXTS.every((column) => typeof row[column] === 'string') &&
    NAMES.every((column) => row[column] === null || typeof row[column] === 'string') &&
    [row.attempt, row.timeout_seconds].every(Number.isFinite);
  if (!isWhole) throw new TypeError('a column holds what is of another type');
}

function recordOf(row: RunRow): RunRecord {
  assertTypes(row);
  const known = row.format <= RECORD_FORMAT;
  const reason = `unknown_format: the record has format ${row.format}, this release reads up to ${RECORD_FORMAT}`;
  return {
    run_id: row.run_id,
    run_type: oneOf(RunType.options, row.run_type) ?? 'live',
    fixture_id: row.fixture_id,
    task_id: row.task_id,
    attempt: row.attempt,
    agent_name: row.agent_name,
    started_at: time(row.started_at),
    code_version: row.code_version,
    model: row.model,
    prompt_version: row.prompt_version,
    tool_allowlist: list<string>(row.tool_allowlist, (name) => typeof name === 'string'),
    timeout_seconds: row.timeout_seconds,
    input_sha256: row.input_sha256,
    state_refs: list<StateRef>(row.state_refs, isRef),
    artifact_refs: list<ArtifactRef>(row.artifact_refs, isRef),
    status: (known ? oneOf(RunStatus.options, row.status) : undefined) ?? 'inconclusive',
    failure_class: known ? row.failure_class : 'unknown_format',
    failure_reason: known ? row.failure_reason : reason,
    fingerprint: row.fingerprint,
    closed_at: row.closed_at === null ? (known ? null : time(row.started_at)) : time(row.closed_at),
    deadline_at: time(row.deadline_at),
  };
}

function oneOf<T extends string>(known: readonly T[], value: string): T | undefined {
  return known.find((each) => each === value);
}

function list<T>(json: string, isOne: (item: unknown) => boolean): T[] {
  if (json === '[]') return [];
  const value: unknown = JSON.parse(json);
  if (!Array.isArray(value) || !value.every(isOne)) throw new TypeError('it is no such list');
  return value as T[];
}

function isRef(item: unknown): boolean {
  if (!isObject(item)) return false;
  const { uri, sha256 } = item;
  return typeof uri === 'string' && (sha256 === null || typeof sha256 === 'string');
}
