import type { ErrorCode } from '@agent-replay/contracts';
import type { ExitCode } from '../replay/exit-code.ts';

const CODES: Partial<Record<ErrorCode, ExitCode>> = {
  BLOCKED: 4,
  CASSETTE_BUSY: 5,
  CASSETTE_CLOSED: 4,
  CASSETTE_CORRUPT: 4,
  CONTRACT_BROKEN: 1,
  GUARD_FAILED: 5,
  INFRASTRUCTURE: 5,
  MISS: 4,
  PROOF_REFUSED: 1,
  STORE_UNAVAILABLE: 5,
  UNKNOWN_FORMAT: 3,
};

/** What a command ends with after an error: 2, usage or invalid file, unless the error says otherwise. */
export function exitCodeOfError(code: ErrorCode): ExitCode {
  return CODES[code] ?? 2;
}
