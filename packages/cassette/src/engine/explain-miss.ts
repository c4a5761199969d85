import { formatLines, type Issue, type Miss, type MissCause } from '@agent-replay/contracts';
import type { Call } from './call.ts';
import { differences } from './differences.ts';
import type { Entry } from './engine.ts';

const NEAREST = 3;
const MAX_CANDIDATES = 2000;

interface Candidate {
  entry: Entry;
  differences: Issue[];
  score: number;
}

/** Says why a call found no recorded answer: the nearest ones, what differs, the cause, and the fix. */
export function explainMiss(
  call: Call,
  tape: { entries: readonly Entry[]; same: readonly Entry[]; calls: number },
): Miss {
  const nearest = nearestEntries(call, tape.entries);
  const cause = causeOf(call, tape.same, nearest[0]);
  const fix = fixFor(cause, nearest[0]);
  const lines: [string, string][] = [['tape', describeTape(tape.entries)]];
  if (cause === 'exhausted') {
    lines.push([
      'recorded',
      `${tape.same.length} ${tape.same.length === 1 ? 'answer' : 'answers'}, this is call ${tape.calls}`,
    ]);
  } else {
    for (const [index, candidate] of nearest.entries())
      lines.push(...describeCandidate(candidate, index === 0));
  }
  lines.push(['cause', cause], ['fix', fix]);
  return {
    lane: call.lane,
    call: call.label,
    effect: call.effect,
    cause,
    nearest: nearest.map((each) => ({ id: each.entry.interaction.id, differences: each.differences })),
    message: formatLines(`Failed to replay "${cut(call.label, 200)}": ${summaryOf(cause, tape)}.`, lines),
    fix,
  };
}

function summaryOf(cause: MissCause, tape: { same: readonly Entry[]; calls: number }): string {
  if (cause === 'exhausted') return `recorded ${tape.same.length}, call ${tape.calls}`;
  return 'no recorded interaction matches';
}

function nearestEntries(call: Call, entries: readonly Entry[]): Candidate[] {
  return entries
    .filter((entry) => entry.call.kind === call.kind)
    .slice(0, MAX_CANDIDATES)
    .map((entry): Candidate => {
      const found = differencesOf(entry.call, call);
      const distance = found.length + (entry.used ? 0.5 : 0) + (entry.call.lane === call.lane ? 0 : 10);
      return { entry, differences: found, score: distance };
    })
    .toSorted((a, b) => a.score - b.score)
    .slice(0, NEAREST);
}

function differencesOf(expected: Call, received: Call): Issue[] {
  const target =
    expected.content.target === received.content.target
      ? []
      : [{ code: 'url', path: '/url', expected: expected.content.target, received: received.content.target }];
  const headers = differences(expected.content.headers, received.content.headers, '/headers');
  return [
    ...target,
    ...headers.map((issue) => ({ ...issue, code: 'header' })),
    ...differences(expected.content.body, received.content.body, '/body'),
  ];
}

function causeOf(call: Call, same: readonly Entry[], nearest: Candidate | undefined): MissCause {
  if (same.length > 0) return 'exhausted';
  if (nearest === undefined) return 'new-call';
  const codes = new Set(nearest.differences.map((each) => each.code));
  if (nearest.entry.call.lane === call.lane) {
    if (codes.has('header') && codes.size === 1) return 'header';
    if (codes.has('url')) return 'url';
    if (
      nearest.differences.some(
        (each) => each.expected.includes('[REDACTED:') || each.received.includes('[REDACTED:'),
      )
    ) {
      return 'redacted-field';
    }
    return 'body-diff';
  }
  return isSameEndpoint(nearest.entry.call, call) && !codes.has('body-diff') ? 'url' : 'new-call';
}

/** Method and origin are the same, and all but one segment of the path. */
function isSameEndpoint(recorded: Call, call: Call): boolean {
  const [before, after] = [recorded, call].map((each) => each.lane.split('/'));
  if (before === undefined || after === undefined || before.length !== after.length) return false;
  const changed = before.flatMap((segment, index) => (segment === after[index] ? [] : [index]));
  return changed.length === 1 && (changed[0] ?? 0) > 2;
}

function fixFor(cause: MissCause, nearest: Candidate | undefined): string {
  const first = nearest?.differences[0];
  switch (cause) {
    case 'body-diff': {
      const pointer = first?.path.replace(/^\/body/, '') ?? '';
      return `re-record with --mode record, or ignore the field: match.ignore: [${JSON.stringify(pointer)}]`;
    }
    case 'header':
      return `re-record with --mode record, or leave the field out of match.headers: ${first?.path.split('/').at(-1) ?? ''}`;
    case 'url':
      return 'check the URL, re-record with --mode record, or leave a query parameter out: match.ignoreQuery';
    case 'exhausted':
      return 'the agent calls more often than when it was recorded: mend the agent, or re-record with --mode record';
    case 'redacted-field':
      return 'the recorded value was redacted: register the same secret under redact, or ignore the field with match.ignore';
    case 'wrong-order':
    case 'new-call':
      return 'record it with --mode record, or keep the agent from calling it';
  }
}

function describeTape(entries: readonly Entry[]): string {
  const used = entries.filter((entry) => entry.used).length;
  return `${entries.length} ${entries.length === 1 ? 'interaction' : 'interactions'}, ${used} used`;
}

function describeCandidate({ entry, differences: found }: Candidate, first: boolean): [string, string][] {
  const [issue] = found;
  const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
  const where = issue === undefined ? 'already used' : `differs at ${issue.path || '/'}${more}`;
  const lines: [string, string][] = [
    [first ? 'nearest' : '', `${entry.interaction.id}: ${cut(entry.call.label, 100)}, ${where}`],
  ];
  if (first && issue !== undefined) lines.push(['expected', issue.expected], ['received', issue.received]);
  return lines;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
