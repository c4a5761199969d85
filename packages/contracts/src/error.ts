import type { Issue } from './issue.ts';

/** Codes of every error that the product throws; the text says what and what to do. */
export type ErrorCode =
  | 'AGENT_LOAD_FAILED'
  | 'AGENT_NOT_FOUND'
  | 'ALREADY_CLOSED'
  | 'BLOCKED'
  | 'CASSETTE_BUSY'
  | 'CASSETTE_CLOSED'
  | 'CASSETTE_CORRUPT'
  | 'CONFIG_INVALID'
  | 'CONTRACT_BROKEN'
  | 'FILE_INVALID'
  | 'FIXTURE_NOT_FOUND'
  | 'FREEZE_REFUSED'
  | 'GUARD_FAILED'
  | 'IMPORT_FAILED'
  | 'INFRASTRUCTURE'
  | 'LEASE_LOST'
  | 'MISS'
  | 'OPTION_INVALID'
  | 'PROOF_REFUSED'
  | 'RUN_DUPLICATE'
  | 'RUN_NOT_FOUND'
  | 'SECRET_FOUND'
  | 'STORE_UNAVAILABLE'
  | 'UNKNOWN_FORMAT';

const BRAND = Symbol.for('agent-replay.error');

export interface AgentReplayErrorOptions {
  /** Lines under the first, `label  value`; the last is usually `fix`. */
  lines?: readonly (readonly [label: string, value: string])[];
  /** The same facts as data. */
  details?: Readonly<Record<string, unknown>>;
  issues?: readonly Issue[];
  cause?: unknown;
}

/**
 * The one class of errors that the product throws. Recognise it by `code` or with
 * `isAgentReplayError`, not by `instanceof`: Jest runs tests in a realm of its own.
 */
export class AgentReplayError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly issues: readonly Issue[];

  /** @param summary one sentence, complete in itself: `Failed to <verb> "<what>": <reason>.` */
  constructor(code: ErrorCode, summary: string, options: AgentReplayErrorOptions = {}) {
    super(
      formatLines(summary, options.lines ?? []),
      'cause' in options ? { cause: options.cause } : undefined,
    );
    this.name = 'AgentReplayError';
    this.code = code;
    this.details = options.details ?? {};
    this.issues = options.issues ?? [];
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** True for an error of this product, from any realm or copy of the package; with a `code`, for one of that code. */
export function isAgentReplayError(value: unknown, code?: ErrorCode): value is AgentReplayError {
  try {
    if (typeof value !== 'object' || value === null || !(BRAND in value)) return false;
    const { code: own, message } = value as Partial<Record<string, unknown>>;
    return typeof message === 'string' && typeof own === 'string' && (code === undefined || own === code);
  } catch {
    return false; // A proxy that gives nothing away is none of ours.
  }
}

/** Lays out a first sentence and `label  value` lines under it, the labels in one column. */
export function formatLines(summary: string, lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...lines.map(([label]) => label.length));
  return [summary, ...lines.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`)].join('\n');
}
