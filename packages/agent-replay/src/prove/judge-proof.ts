import type { FixtureNotes } from '@agent-replay/contracts';
import type { ReplayResult } from '../replay/replay-result.ts';

/** Why a proof does not hold. */
export interface InvalidProof {
  kind:
    | 'unexpected_green'
    | 'wrong_class'
    | 'load_failure'
    | 'crashed'
    | 'invalid_fixture'
    | 'nondeterministic'
    | 'cassette_miss'
    | 'red_on_fixed'
    | 'red_on_benign'
    | 'same_code';
  text: string;
}

/** Judges the replays of a proof: red for the fixture's own reason, green on the fix and on the benign change. */
export function judgeProof(
  { failure_class: failureClass, reason }: Pick<FixtureNotes, 'failure_class' | 'reason'>,
  replays: { broken: ReplayResult; fixed: ReplayResult; benign: ReplayResult | null; sameCode: boolean },
): InvalidProof[] {
  const { broken, fixed, benign, sameCode } = replays;
  return [
    ...judgeRed(failureClass, reason, broken),
    ...judgeGreen('red_on_fixed', 'the fixed code', fixed),
    ...(benign === null ? [] : judgeGreen('red_on_benign', 'the benign change', benign)),
    ...(sameCode ? [{ kind: 'same_code', text: 'broken and fixed are the same code' } as const] : []),
  ];
}

const SETUP: Readonly<Record<string, InvalidProof['kind']>> = {
  agent_load_failed: 'load_failure',
  agent_not_found: 'load_failure',
  cassette_corrupt: 'invalid_fixture',
  cassette_miss: 'cassette_miss',
  contract_invalid: 'invalid_fixture',
  fixture_invalid: 'invalid_fixture',
  infrastructure: 'load_failure',
  nondeterministic: 'nondeterministic',
  replay_crashed: 'crashed',
  unknown_format: 'invalid_fixture',
};

/** What Node says of code that cannot be loaded, however late. */
const SET_UP =
  /ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND|Cannot find (?:module|package)|ERR_UNKNOWN_FILE_EXTENSION|ERR_REQUIRE_ESM|ERR_PACKAGE_PATH_NOT_EXPORTED|does not provide an export named/;
const isSetUp = (reason: string | null): boolean => reason !== null && SET_UP.test(reason);

function judgeRed(failureClass: string, reason: string, { ok, verdict }: ReplayResult): InvalidProof[] {
  if (ok)
    return [{ kind: 'unexpected_green', text: `the broken code passes; it must fail with ${failureClass}` }];
  if (verdict.failure_class === failureClass) {
    // an exception of a module that could not be loaded is no failure of the agent's work
    if (!isSetUp(verdict.failure_reason) || isSetUp(reason)) return [];
    return [
      {
        kind: 'load_failure',
        text: `the broken code must fail in its work, it could not be loaded: ${verdict.failure_reason}`,
      },
    ];
  }
  const kind = SETUP[verdict.failure_class ?? ''] ?? 'wrong_class';
  return [
    {
      kind,
      text: `the broken code must fail with ${failureClass}, it was ${verdict.failure_reason ?? verdict.status}`,
    },
  ];
}

function judgeGreen(
  kind: 'red_on_fixed' | 'red_on_benign',
  what: string,
  { ok, verdict }: ReplayResult,
): InvalidProof[] {
  return ok ? [] : [{ kind, text: `${what} must pass, it was ${verdict.failure_reason ?? verdict.status}` }];
}
