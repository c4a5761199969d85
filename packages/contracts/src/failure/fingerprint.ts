import type { ExceptionInfo } from '../event.ts';
import { sha256 } from '../json.ts';
import { applicationFrames } from './application-frames.ts';
import { messagePattern } from './message-pattern.ts';

/** What tells one cause of failure from another. */
export interface FailureFacts {
  agent_name: string;
  failure_class: string;
  exception?: ExceptionInfo | null;
  /** The tool whose call failed, was refused or was missing. */
  tool?: string | null;
  /** JSON Pointer of the contract's rule that is unmet. */
  rule?: string | null;
  /** Text of the failure; only read when neither a rule nor an exception tells more. */
  message?: string | null;
  /** Replaces all other facts: the same strings give the same fingerprint. */
  override?: readonly string[] | null;
}

const VERSION = 'v1';
const TOP_FRAMES = 3;

/**
 * One name for one cause of failure, whatever ids, times, numbers, paths and quoted texts it came
 * with: `v1:` and 32 hex digits. The digits depend on the agent, the failure class, the tool, the rule,
 * and of an exception its class, code, message pattern and top application frames without line
 * numbers, down its chain of causes. Failures that only differ in an HTTP status stay apart.
 *
 * @example
 * fingerprint({ agent_name: 'refunds', failure_class: 'missing_artifact_ref', rule: '/artifacts/min' });
 */
export function fingerprint(facts: FailureFacts): string {
  const { override } = facts;
  const parts =
    override !== undefined && override !== null && override.length > 0
      ? ['override', ...override]
      : partsOf(facts);
  return `${VERSION}:${sha256(JSON.stringify(parts)).slice(0, 32)}`;
}

function partsOf({
  agent_name: agent,
  failure_class: failureClass,
  exception,
  tool,
  rule,
  message,
}: FailureFacts): unknown[] {
  const hasRule = rule !== undefined && rule !== null && rule !== '';
  const hasException = exception !== undefined && exception !== null;
  const pattern = hasRule || hasException ? '' : messagePattern(message ?? '');
  return [
    'facts',
    agent,
    failureClass,
    tool ?? '',
    hasRule ? rule : '',
    pattern,
    hasException ? chainOf(exception) : [],
  ];
}

function chainOf(exception: ExceptionInfo): unknown[] {
  const chain: unknown[] = [];
  for (let at: ExceptionInfo | null = exception; at !== null && chain.length < 8; at = at.cause) {
    const frames =
      at.stack === null ? [at.stack_sha256 ?? ''] : applicationFrames(at.stack).slice(0, TOP_FRAMES);
    chain.push([at.class, at.code ?? '', messagePattern(at.message), frames]);
  }
  return chain;
}
