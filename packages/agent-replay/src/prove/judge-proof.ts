import { type FixtureNotes, fingerprint } from '@agent-replay/contracts';
import { reproduces } from '../proof/proof-faults.ts';
import type { ReplayResult } from '../replay/replay-result.ts';

/** Why a proof does not hold. */
export interface InvalidProof {
  kind:
    | 'unexpected_green'
    | 'wrong_class'
    | 'wrong_exception'
    | 'syntax_error'
    | 'missing_dependency'
    | 'import_failure'
    | 'load_failure'
    | 'setup_failure'
    | 'timeout'
    | 'network_refused'
    | 'refused'
    | 'crashed'
    | 'invalid_fixture'
    | 'nondeterministic'
    | 'cassette_miss'
    | 'red_on_fixed'
    | 'red_on_benign'
    | 'same_code';
  text: string;
}

/** The replays of one version of the code. */
type Rounds = readonly ReplayResult[];

/**
 * Judges the replays of a proof: red for the fixture's own reason, green on the fix and on the benign change, each time
 * that it was replayed.
 */
export function judgeProof(
  { failure_class: failureClass, reason }: Pick<FixtureNotes, 'failure_class' | 'reason'>,
  replays: { broken: Rounds; fixed: Rounds; benign: Rounds | null; sameCode: boolean },
): InvalidProof[] {
  const { broken, fixed, benign, sameCode } = replays;
  return [
    ...judgeEach(broken, (round) => judgeRed(failureClass, reason, round)),
    ...judgeEach(fixed, (round) => judgeGreen('red_on_fixed', 'the fixed code', round)),
    ...judgeEach(benign ?? [], (round) => judgeGreen('red_on_benign', 'the benign change', round)),
    ...(sameCode ? [{ kind: 'same_code', text: 'broken and fixed are the same code' } as const] : []),
  ];
}

/** What is wrong in one replay and right in another is wrong with how the code can be replayed. */
function judgeEach(rounds: Rounds, judge: (round: ReplayResult) => InvalidProof[]): InvalidProof[] {
  const judged = rounds.map(judge);
  const invalid = judged.filter((each) => each.length > 0);
  const [first = []] = invalid;
  if (invalid.length === judged.length) return first;
  return first.map(({ text }) => ({
    kind: 'nondeterministic',
    text: `in ${invalid.length} of ${judged.length} replays ${text}`,
  }));
}

const SETUP: Readonly<Record<string, InvalidProof['kind']>> = {
  agent_load_failed: 'load_failure',
  agent_not_found: 'setup_failure',
  cassette_corrupt: 'invalid_fixture',
  cassette_miss: 'cassette_miss',
  contract_invalid: 'invalid_fixture',
  fixture_invalid: 'invalid_fixture',
  dependency_blocked: 'refused',
  infrastructure: 'setup_failure',
  nondeterministic: 'nondeterministic',
  replay_crashed: 'crashed',
  timeout: 'timeout',
  tool_not_allowed: 'refused',
  unknown_format: 'invalid_fixture',
  unrecorded_operation: 'refused',
};

/** What Node says of code that cannot be loaded, however late. */
const SET_UP =
  /ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND|Cannot find (?:module|package)|ERR_UNKNOWN_FILE_EXTENSION|ERR_REQUIRE_ESM|ERR_PACKAGE_PATH_NOT_EXPORTED|does not provide an export named/;
const isSetUp = (reason: string | null): boolean => reason !== null && SET_UP.test(reason);

/** Why code could not be loaded, by what Node says of it. */
const LOADING: readonly (readonly [InvalidProof['kind'], RegExp])[] = [
  // a path is a file of the code's own; all else is to be installed
  ['import_failure', /Cannot find (?:module|package) '(?:[./]|file:|[A-Za-z]:\\)/],
  ['missing_dependency', /Cannot find (?:module|package) '/],
  ['import_failure', SET_UP],
  // the second is esbuild's, which tsx loads TypeScript with
  ['syntax_error', /\bSyntaxError\b|\bTransformError\b/],
];
/** Operations of the wall that would have gone out. */
const NETWORK = /: (?:tcp|udp|dns|tls|http2?s?|fetch|connect|websocket|socket|unix|quic|lookup|resolve)\b/i;

/** The kind of an end that is none of the agent's work. */
function kindOfSetUp(failureClass: string | null, reason: string): InvalidProof['kind'] {
  const kind = SETUP[failureClass ?? ''] ?? 'wrong_class';
  if (kind === 'load_failure') return LOADING.find(([, pattern]) => pattern.test(reason))?.[0] ?? kind;
  return kind === 'refused' && NETWORK.test(reason) ? 'network_refused' : kind;
}

function judgeRed(failureClass: string, reason: string, broken: ReplayResult): InvalidProof[] {
  const { ok, verdict, error } = broken;
  if (ok)
    return [{ kind: 'unexpected_green', text: `the broken code passes; it must fail with ${failureClass}` }];
  // code that could not be loaded is no failure of the agent's work, whatever its class came to
  const isUnloaded = isSetUp(verdict.failure_reason) && !isSetUp(reason);
  if (!isUnloaded && reproduces(failureClass, verdict.failure_class))
    return judgeException(reason, verdict.failure_reason);
  const why = `${verdict.failure_reason ?? ''}\n${error ?? ''}`;
  return [
    {
      kind: kindOfSetUp(isUnloaded ? 'agent_load_failed' : verdict.failure_class, why),
      text: isUnloaded
        ? `the broken code must fail in its work, it could not be loaded: ${whyOf(broken)}`
        : `the broken code must fail with ${failureClass}, it was ${whyOf(broken)}`,
    },
  ];
}

/** What was thrown: its class, and the rest. */
const THROWN = /^exception: ([^\s:]+): /;

/**
 * Any exception has the class `exception`: also that of a setting or a file which is not here. The one that was
 * recorded is of the same class of errors, and, where that says nothing, says the same but for what varies.
 */
function judgeException(recorded: string, replayed: string | null): InvalidProof[] {
  const [, was] = THROWN.exec(recorded) ?? [];
  const [, is] = THROWN.exec(replayed ?? '') ?? [];
  if (was === undefined || is === undefined || replayed === null) return [];
  const says = was === 'Error' && !recorded.includes('[REDACTED:');
  if (was === is && (!says || patternOf(recorded) === patternOf(replayed))) return [];
  const text = `the broken code must fail with what was recorded, ${recorded}; it was ${replayed}`;
  return [{ kind: 'wrong_exception', text }];
}

const patternOf = (message: string): string =>
  fingerprint({ agent_name: '', failure_class: 'exception', message });

function judgeGreen(
  kind: 'red_on_fixed' | 'red_on_benign',
  what: string,
  result: ReplayResult,
): InvalidProof[] {
  return result.ok ? [] : [{ kind, text: `${what} must pass, it was ${whyOf(result)}` }];
}

/** The reason of a result, and what a loader said of code that it could not load, which is in no verdict. */
function whyOf({ verdict, error }: ReplayResult): string {
  const reason = verdict.failure_reason ?? verdict.status;
  const cause = /^ {2}cause +(.+)$/m.exec(error ?? '')?.[1];
  return verdict.failure_class === 'agent_load_failed' && cause !== undefined ? `${reason} ${cause}` : reason;
}
