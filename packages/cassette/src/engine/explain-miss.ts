import { formatLines, type Issue, type Json, type Miss, type MissCause } from '@agent-replay/contracts';
import { changedPart } from './agent-part.ts';
import type { Call } from './call.ts';
import type { Entry } from './entry.ts';
import { ignoringFields } from './ignoring-fields.ts';
import type { RpcMessage } from './json-rpc.ts';
import { type Candidate, isNear, isSameEndpoint, rankCandidates } from './rank-candidates.ts';
import { differInTimesAndIds } from './times-and-ids.ts';

export interface MissedTape {
  entries: readonly Entry[];
  /** How many interactions have the call's content. */
  same: number;
  /** Which call with this content it is, from 1. */
  calls: number;
  /** True when it is on tape, but not at this place of its lane. */
  outOfOrder: boolean;
  /** The unused interaction that stands at the call's place in its lane. */
  place: Entry | undefined;
  callOf: (entry: Entry) => Call;
  file: string | undefined;
}

/** Says why a call found no recorded answer: the nearest ones, what differs, the cause, and the fix. */
export function explainMiss(call: Call, tape: MissedTape): Miss {
  const ranked = rankCandidates(call, tape);
  const cause = causeOf(call, tape, ranked[0]);
  const opening = cause === 'new-call' ? openingOf(call, ranked) : undefined;
  const changed = ['body-diff', 'url', 'new-call'].includes(cause) ? edited(call, ranked[0]) : undefined;
  const fix = opening ?? changed ?? fixFor(cause, ranked[0], recordAgain(tape.file));
  const nearest = cause === 'new-call' ? ranked.filter((candidate) => isNear(candidate.call, call)) : ranked;
  return {
    lane: call.lane,
    call: call.label,
    effect: call.effect(),
    cause,
    nearest: nearest.map(({ entry, differences }) => ({ id: entry.id, differences })),
    message: formatLines(`Failed to replay "${cut(call.label, 200)}": ${summaryOf(cause, tape)}.`, [
      ['cassette', describeTape(tape)],
      ...(nearest.length === 0 && ranked.length > 0 ? [NOTHING_NEAR] : []),
      ...nearest.flatMap((candidate, index) => describeCandidate(candidate, index === 0)),
      ['cause', cause],
      ['fix', fix],
    ]),
    fix,
  };
}

const NOTHING_NEAR: [string, string] = ['nearest', 'none: nothing like it was recorded'];

function summaryOf(cause: MissCause, { same, calls, place }: MissedTape): string {
  if (cause === 'exhausted') return `recorded ${same}, call ${calls}`;
  if (cause === 'wrong-order' && place !== undefined)
    return `recorded later in its lane, where #${place.index + 1} is next`;
  return 'no recorded interaction matches';
}

function causeOf(call: Call, tape: MissedTape, nearest: Candidate | undefined): MissCause {
  if (tape.outOfOrder) return 'wrong-order';
  if (tape.same > 0) return 'exhausted';
  if (nearest === undefined) return 'new-call';
  const { differences, call: recorded } = nearest;
  if (isOtherMethod(recorded, call)) return 'new-call';
  const codes = new Set(differences.map(({ code }) => code));
  if (codes.has('url')) {
    const isSame = isSameEndpoint(recorded, call);
    return recorded.lane === call.lane || (isSame && !codes.has('body-diff')) ? 'url' : 'new-call';
  }
  if (codes.size > 1) codes.delete('header');
  const [only] = codes;
  if (codes.size === 1 && (only === 'header' || only === 'redacted-field')) return only;
  return 'body-diff';
}

/** True for two calls of JSON-RPC that ask for different things at one place. */
function isOtherMethod(recorded: Call, call: Call): boolean {
  const [[before], [after]] = [recorded.messages?.() ?? [], call.messages?.() ?? []];
  if (before === undefined || after === undefined) return false;
  return before.method !== after.method || toolOf(before) !== toolOf(after);
}

function toolOf({ method, params }: RpcMessage): unknown {
  return method === 'tools/call' ? (params as { name?: unknown } | undefined)?.name : undefined;
}

/** What to do about a call that begins something, of which the tape holds no beginning. */
function openingOf(call: Call, ranked: readonly Candidate[]): string | undefined {
  if (DEBUGGED_BROWSER.test(call.label)) return DRIVE_WITHIN_A_TOOL;
  const isStream =
    call.label.startsWith('GET ') &&
    ranked.some((each) => isNear(each.call, call) && (each.call.messages?.() ?? []).length > 0);
  const isOpening = isStream || call.messages?.()[0]?.method === 'initialize';
  return isOpening && ranked.length > 0 ? CONNECT_WITHIN_THE_RUN : undefined;
}

const CONNECT_WITHIN_THE_RUN =
  'the client was connected before its run began, when nothing is recorded, and a replay connects it anew: connect it within each run';

/** What drives a browser (Puppeteer, Playwright) speaks to an address that each start of it makes anew. */
const DEBUGGED_BROWSER = /^WebSocket wss?:\/\/[^/]+\/devtools\/(?:browser|page)\//;
const DRIVE_WITHIN_A_TOOL =
  'each start of a browser has another address, and answers in another order: do what it is driven to within a tool(), whose answer is recorded';

/** What of the agent itself is another: to ignore it would hide what the fixture is there to tell. */
function edited(call: Call, nearest: Candidate | undefined): string | undefined {
  const has = (code: string): boolean => nearest?.differences.some((issue) => issue.code === code) === true;
  const recorded = nearest?.call.content as unknown as Json | undefined;
  if (!has('header') && differInTimesAndIds(recorded, call.content as unknown as Json)) return TIMES_AND_IDS;
  if (OWN_FOLDER.test(JSON.stringify(call.content)) && !OWN_FOLDER.test(JSON.stringify(recorded ?? null)))
    return NAMES_OWN_FOLDER;
  const changed = changedPart(call.lane, nearest?.differences ?? []);
  return changed === undefined ? undefined : `${changed}: ${AGAIN}`;
}

/** The temporary folders of a replay: its process's own, and the one that holds its workspace. */
const OWN_FOLDER = /agent-replay-(?:child-(?:\d+-)?\w{6}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\b/;
const NAMES_OWN_FOLDER =
  'it names a folder that each replay makes anew, such as that for temporary files: let the agent name files by their path within the workspace, or leave the field out: match.ignore';

/** What to do where nothing else differs. */
export const TIMES_AND_IDS =
  'only times and ids differ, which a replay takes from the clock and the seed of its fixture: take them over with agent-replay --fixture <dir> --update, and prove the fixture again';
const AGAIN =
  'put it back, or take the new request over: agent-replay --fixture <dir> --update, and prove the fixture again; where the answer would be another, record it again';

/** What can be put into a test as it stands; the whole tape is recorded anew. */
function recordAgain(file: string | undefined): string {
  return `openCassette({ path: ${JSON.stringify(file ?? 'tapes/…')}, mode: "record" })`;
}

function fixFor(cause: MissCause, nearest: Candidate | undefined, again: string): string {
  const issue = nearest?.differences.find(({ code }) => code === cause) ?? nearest?.differences[0];
  const field = issue?.path ?? '';
  switch (cause) {
    case 'body-diff': {
      const all = nearest?.differences.filter(({ code }) => code === cause) ?? [];
      return `record it again: ${again}${ignoringFields(all)}`;
    }
    case 'redacted-field':
      return `what was recorded there is a secret and was redacted: give the same rules under redact${issue === undefined ? '' : ignoringFields([issue])}`;
    case 'header':
      return `record it again: ${again}, or take the field out of match.headers: ${JSON.stringify(lastOf(field))}`;
    case 'url':
      return (
        ignoreQuery(nearest, again) ?? elsewhere(issue) ?? `correct the URL, or record it again: ${again}`
      );
    case 'exhausted':
      return `the agent calls more often than when it was recorded: mend the agent, or record it again: ${again}`;
    case 'wrong-order':
      return `keep the recorded order, or let it vary: match.order: "content", or record it again: ${again}`;
    case 'new-call':
      return `keep the agent from calling it, or record it: ${again}`;
  }
}

/** The same path at another origin: what a replay has in its surroundings is not what the recording had. */
function elsewhere(issue: Issue | undefined): string | undefined {
  if (issue?.path !== '/url') return undefined;
  const [before, after] = [URL.parse(issue.expected), URL.parse(issue.received)];
  if (before === null || after === null || before.pathname !== after.pathname) return undefined;
  const isPort = before.hostname === after.hostname && before.port !== '';
  return isPort
    ? `let that server listen on port ${before.port} in each run: another port is another URL`
    : `let the agent ask ${before.origin} again: has the environment that it replays in another base URL?`;
}

/** The way past every parameter that differs; undefined where more of the URL does. */
function ignoreQuery(nearest: Candidate | undefined, again: string): string | undefined {
  const parts = nearest?.differences.filter(({ code }) => code === 'url') ?? [];
  if (parts.length === 0 || !parts.every(({ path }) => path.startsWith('/query/'))) return undefined;
  const names = [...new Set(parts.map(({ path }) => JSON.stringify(lastOf(path))))];
  const what = names.length === 1 ? 'the parameter' : 'the parameters';
  return `record it again: ${again}, or leave ${what} out: match.ignoreQuery: [${names.join(', ')}]`;
}

function lastOf(pointer: string): string {
  return (pointer.split('/').at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
}

function describeTape({ entries, file }: MissedTape): string {
  const used = entries.filter((entry) => entry.used).length;
  const size = `${entries.length} ${entries.length === 1 ? 'interaction' : 'interactions'}, ${used} used`;
  return file === undefined ? size : `${file} (${size})`;
}

function describeCandidate({ entry, call, differences }: Candidate, first: boolean): [string, string][] {
  const [issue] = differences;
  const more = differences.length > 1 ? ` and ${differences.length - 1} more` : '';
  const state = entry.used ? ', used' : '';
  const where = issue === undefined ? '' : `, differs at ${placeOf(issue)}${more}`;
  const lines: [string, string][] = [
    [first ? 'nearest' : '', `#${entry.index + 1} ${cut(call.label, 100)}${state}${where}`],
  ];
  if (first && issue !== undefined) lines.push(['expected', issue.expected], ['received', issue.received]);
  return lines;
}

function placeOf({ path, code }: Issue): string {
  return path === '' && code === 'body-diff' ? 'its body' : path;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
