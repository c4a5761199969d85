import { basename } from 'node:path';
import {
  type CheckResult,
  type ErrorCode,
  isAgentReplayError,
  type Issue,
  type ReasonCode,
  REASONS,
  toExceptionInfo,
} from '@agent-replay/contracts';

type Reason = Exclude<ReasonCode, `x_${string}`>;

const BY_CODE: Partial<Record<ErrorCode, Reason>> = {
  AGENT_LOAD_FAILED: 'agent_load_failed',
  AGENT_NOT_FOUND: 'agent_not_found',
  CASSETTE_CORRUPT: 'cassette_corrupt',
  CONFIG_INVALID: 'fixture_invalid',
  FILE_INVALID: 'fixture_invalid',
  FIXTURE_NOT_FOUND: 'fixture_invalid',
  UNKNOWN_FORMAT: 'unknown_format',
};

/** The verdict on a fixture that could not be replayed: what was thrown, as a reason. */
export function refusal(error: unknown): CheckResult {
  const text = isAgentReplayError(error) ? firstLine(error.message) : textOf(error);
  const issues = isAgentReplayError(error) ? error.issues : [];
  return verdict(reasonOf(error, issues), text, issues);
}

/** The verdict on a fixture whose turn it is not. */
export function skipped(reason: Reason, text: string): CheckResult {
  return verdict(reason, text, []);
}

function reasonOf(error: unknown, issues: readonly Issue[]): Reason {
  if (!isAgentReplayError(error)) return 'infrastructure';
  const isContract =
    issues.length > 0 && issues.every(({ file }) => basename(file ?? '') === 'expected.json');
  if (error.code === 'FILE_INVALID' && isContract) return 'contract_invalid';
  return BY_CODE[error.code] ?? 'infrastructure';
}

function verdict(reason: Reason, text: string, issues: readonly Issue[]): CheckResult {
  const own: Issue = { code: reason, path: '', expected: 'a replay', received: text };
  return {
    status: REASONS[reason].status,
    failure_class: reason,
    failure_reason: `${reason}: ${text}`.slice(0, 2000),
    issues: issues.length > 0 ? issues : [own],
  };
}

function textOf(error: unknown): string {
  const { class: name, message } = toExceptionInfo(error);
  return error instanceof Error ? `${name}: ${message}` : message;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] as string;
}
