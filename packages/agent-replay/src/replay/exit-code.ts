import type { Verdict } from '@agent-replay/contracts';

/** 0 pass, 1 fail, 2 usage or invalid file, 3 unknown or stale, 4 blocked or miss, 5 infrastructure. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5;

const RANK: readonly ExitCode[] = [1, 2, 4, 5, 3, 0];

/** The exit code of several results: 1 outranks 2, 4, 5, 3 and 0. Nothing run is 3, never 0. */
export function mixedExitCode(codes: readonly ExitCode[]): ExitCode {
  return RANK.find((code) => codes.includes(code)) ?? 3;
}

/** The exit code of a verdict that the contract does not allow. */
export function exitCodeOf(status: Verdict, failureClass: string | null): ExitCode {
  if (failureClass !== null && Object.hasOwn(BY_CLASS, failureClass))
    return BY_CLASS[failureClass] as ExitCode;
  return BY_STATUS[status];
}

const BY_CLASS: Readonly<Record<string, ExitCode>> = {
  contract_invalid: 2,
  fixture_invalid: 2,
  cassette_corrupt: 4,
  infrastructure: 5,
  replay_crashed: 5,
};

const BY_STATUS: Readonly<Record<Verdict, ExitCode>> = {
  passed: 1,
  failed: 1,
  degraded: 1,
  blocked: 4,
  skipped: 3,
  inconclusive: 3,
};
