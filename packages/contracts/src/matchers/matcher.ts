import { AgentReplayError, formatLines } from '../error.ts';
import { formatPlace, type Issue } from '../issue.ts';
import type { ReplayOutcome } from '../replay-outcome.ts';
import { show } from '../text.ts';

/** What a matcher says, in the form that Vitest and Jest both take. */
export interface MatcherResult {
  pass: boolean;
  /** Full text for the case that disappoints: of a pass, why `.not` fails. */
  message: () => string;
  actual?: unknown;
  expected?: unknown;
}

type Lines = readonly (readonly [label: string, value: string])[];

/** A result from its parts; the text is made when somebody reads it. */
export function result(
  { name, args = [], pass }: { name: string; args?: readonly unknown[]; pass: boolean },
  lines: () => Lines,
  values: { actual?: unknown; expected?: unknown } = {},
): MatcherResult {
  const hint = `expect(outcome)${pass ? '.not' : ''}.${name}(${args.map((arg) => show(arg, 80)).join(', ')})`;
  return { pass, message: () => formatLines(`${hint}\n`, lines()), ...values };
}

/** Lines that tell an issue: its rule, both sides, and where the rule stands. */
export function issueLines(issue: Issue): Lines {
  const place = formatPlace(issue);
  return [
    ['rule', issue.path === '' ? issue.code : `${issue.code} ${issue.path}`],
    ['expected', issue.expected],
    ['received', issue.received],
    ...(place === undefined ? [] : ([['at', place]] as const)),
  ];
}

/** A list in one line, cut after eight items. */
export function listed(items: readonly string[]): string {
  if (items.length === 0) return 'none';
  const rest = items.length - 8;
  return `${items.slice(0, 8).join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
}

/**
 * What a matcher was given, as the outcome of a replay.
 *
 * @throws {AgentReplayError} `OPTION_INVALID` for anything else: a wrong value must not satisfy `.not`.
 */
export function outcomeOf(name: string, received: unknown): ReplayOutcome {
  if (isOutcome(received)) return received;
  throw new AgentReplayError(
    'OPTION_INVALID',
    `Failed to read "${name}": it takes the outcome of a replay, not ${what(received)}.`,
    {
      lines: [
        ['fix', `await the replay first: const outcome = await replay(dir); expect(outcome).${name}(…)`],
      ],
    },
  );
}

function what(received: unknown): string {
  return isRecord(received) && 'then' in received ? 'a promise' : show(received, 60);
}

/** True for what `replay()` returns: verdict, run, evidence and ledger. */
export function isOutcome(value: unknown): value is ReplayOutcome {
  if (typeof value !== 'object' || value === null) return false;
  const { verdict, evidence, ledger } = value as Partial<Record<keyof ReplayOutcome, unknown>>;
  return (
    isRecord(verdict) &&
    'status' in verdict &&
    isRecord(evidence) &&
    'artifacts' in evidence &&
    typeof ledger === 'object'
  );
}

/**
 * Refuses an argument that a matcher cannot use.
 *
 * @throws {AgentReplayError} `OPTION_INVALID`
 */
export function wrongArgument(name: string, wanted: string, received: unknown): never {
  throw new AgentReplayError(
    'OPTION_INVALID',
    `Failed to read "${name}": it takes ${wanted}, not ${show(received, 60)}.`,
  );
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
