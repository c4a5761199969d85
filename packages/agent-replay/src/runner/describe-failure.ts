import { resolve } from 'node:path';
import {
  type BlockedOperation,
  formatLines,
  formatPlace,
  type Issue,
  type Mode,
} from '@agent-replay/contracts';
import type { RedactOptions } from '@agent-replay/redaction';
import { plainText } from '../discover/read-plain.ts';
import { printable } from '../output/printable.ts';
import { redactorOf } from '../output/redactor-of.ts';
import { ownFrames } from '../replay/own-frames.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import { missingKeyFix } from './missing-key.ts';
import { ranAgain } from './ran-again.ts';
import type { RepeatCounts } from './replay-row.ts';

/** A red fixture as a test runner shows it. */
export interface FailureText {
  message: string;
  /** Where the broken rule stands; null when no file can be pointed at. */
  place: { file: string; line: number; column: number } | null;
  /** The lines around that place; null without one. */
  frame: string | null;
}

const MAX_ISSUES = 5;

/**
 * Tells why a fixture is red: the rule, both sides, its pointer and its place in expected.json, and
 * the tape's own explanation of a call that it does not hold; redacted, and with what would move a cursor
 * or command a CI spelled out, as logs are kept.
 */
export function describeFailure(
  { suite, fixture_id, dir, mode, verdict, run, ledger, error }: ReplayResult,
  { redact, repeat }: { redact: RedactOptions; repeat?: RepeatCounts | undefined },
): FailureText {
  const { issues } = verdict;
  const misses = ledger?.misses ?? [];
  const isMiss = (text: string): boolean => misses.some((miss) => text.includes(firstLine(miss.message)));
  const isTold = (text: string): boolean => misses.some((miss) => miss.message === text);
  // The tape explains a miss better than the rule that it breaks, and than the exception that it was thrown as.
  const told =
    misses.length === 0
      ? issues
      : issues.filter(({ code, received }) => code !== 'cassette_miss' && !isMiss(received));
  const rest = told.length - MAX_ISSUES;
  const again = misses.some(({ cause }) => cause === 'body-diff' || cause === 'url') ? ranAgain(dir) : null;
  const text = formatLines(
    sentence(
      `Failed to replay "${suite}/${fixture_id}": ${verdict.status}, ${verdict.failure_reason ?? 'without a reason'}`,
    ),
    [
      ...told.slice(0, MAX_ISSUES).flatMap((issue) => issueLines(issue, mode, ledger?.blocked ?? [])),
      ...(rest > 0 ? [['more', `${rest} further ${rest === 1 ? 'issue' : 'issues'}`] as const] : []),
      ...(repeat === undefined ? [] : [['repeat', repeatText(repeat)] as const]),
      ...(run === null ? [] : [['run', run.run_id] as const]),
      ...(again === null ? [] : [['note', again] as const]),
    ],
  );
  const explained = onceEach(misses.map((miss) => miss.message)).slice(0, MAX_ISSUES);
  const place = placeOf(issues);
  const message = [text, ...explained, ...(error === null || isTold(error) ? [] : [ownFrames(error)])].join(
    '\n\n',
  );
  return {
    message: printable(redactorOf(redact).text(message)),
    place,
    // Without a rule the place is the file as a whole, and its first lines tell nothing.
    frame: place === null || issues[0]?.path === '' ? null : frameOf(place),
  };
}

/** A client that tries again is refused each time with the same words. */
function onceEach(texts: readonly string[]): string[] {
  const times = Map.groupBy(texts, (text) => text);
  return [...times].map(([text, { length }]) =>
    length === 1 ? text : text.replace(/(?=\n|$)/, `\n  asked     ${length} times`),
  );
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] as string;
}

/** A reason may be a sentence of its own. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function repeatText({ runs, passed, pass_hat_k: hat }: RepeatCounts): string {
  const all = hat.at(-1) ?? 0;
  return `${passed} of ${runs} replays passed: pass rate ${percent(hat[0] ?? 0)}, pass^${runs} ${percent(all)}`;
}

function percent(value: number): string {
  return `${Math.round(value * 1000) / 10} %`;
}

function issueLines(
  issue: Issue,
  mode: Mode,
  blocked: readonly BlockedOperation[],
): (readonly [string, string])[] {
  const place = formatPlace(issue);
  const refused = blocked.find(({ operation, target }) => issue.received === `${operation} ${target}`);
  const fix =
    refused !== undefined
      ? fixOf(refused)
      : issue.code === 'exception'
        ? missingKeyFix(issue.received, process.env, mode)
        : undefined;
  return [
    ['rule', issue.path === '' ? issue.code : `${issue.code} ${issue.path}`],
    ['expected', issue.expected],
    ['received', issue.received],
    ...(place === undefined ? [] : ([['file', place]] as const)),
    ...(fix === undefined ? [] : ([['fix', fix]] as const)),
  ];
}

/** What lets a refused operation be; the error says so too, but an agent may have swallowed that. */
function fixOf({ operation, target, host, port, path }: BlockedOperation): string | undefined {
  if (operation === 'fs') return 'write into context.workspace, which a replay gives and takes away';
  if (operation === 'route')
    return 'start that program within a tool(), whose answer is recorded; or, where it knocks on the network by itself, as browsers do, let it: allow: ["route:refused"]';
  if (operation === 'tunnel')
    return 'reach it without the proxy where it is replayed, as by leaving out HTTPS_PROXY or the ProxyAgent: a replay needs no way to the network';
  if (!['tcp', 'http2', 'udp', 'unix', 'dns', 'listen', 'spawn'].includes(operation)) return undefined;
  const endpoint = host?.includes(':') === true && port !== undefined ? `[${host}]:${port}` : target;
  // The path of an endpoint is that of the URL which was asked for.
  const rule =
    ENDPOINTS[operation] === undefined
      ? `${operation}:${path ?? target}`
      : `${ENDPOINTS[operation]}:${endpoint}`;
  const recorded = 'do it within a tool(), whose answer is recorded';
  return `${operation === 'http2' ? `${HTTP_1}, ` : ''}${recorded}, or let it pass: allow: [${JSON.stringify(rule)}]`;
}

/** No interceptor sees into a session of HTTP/2. */
const HTTP_1 =
  'let the client speak HTTP/1.1, which is recorded (SDKs of AWS: requestHandler: new NodeHttpHandler())';

/** Operations that a host and a port name, and the rules that let them be. */
const ENDPOINTS: Readonly<Record<string, string>> = {
  tcp: 'tcp',
  http2: 'tcp',
  udp: 'udp',
  listen: 'listen',
};

function placeOf(issues: readonly Issue[]): FailureText['place'] {
  const issue = issues.find(({ file }) => file !== undefined);
  if (issue?.file === undefined) return null;
  return { file: resolve(issue.file), line: issue.line ?? 1, column: issue.column ?? 1 };
}

/** Characters of a line that are shown: a body on a tape has a line of its own, however long. */
const WIDEST = 160;

/** Two lines before and after, the line itself marked. */
function frameOf({ file, line, column }: NonNullable<FailureText['place']>): string | null {
  let lines: string[];
  try {
    lines = plainText(file).split('\n');
  } catch {
    return null;
  }
  const first = Math.max(1, line - 2);
  const shown = lines.slice(first - 1, line + 2);
  const width = String(first + shown.length - 1).length;
  // what is wrong stands in the middle where its line is too long to be shown from the start
  const from = column > WIDEST ? column - 1 - WIDEST / 2 : 0;
  return shown
    .flatMap((text, index) => {
      const number = first + index;
      const row = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${part(text, from)}`;
      return number === line ? [row, `  ${' '.repeat(width)} | ${' '.repeat(column - 1 - from)}^`] : [row];
    })
    .join('\n');
}

function part(text: string, from: number): string {
  return text.length > from + WIDEST ? `${text.slice(from, from + WIDEST)}…` : text.slice(from);
}
