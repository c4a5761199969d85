import { append } from '../tally.ts';
import type { Drift, HttpResponse, Interaction, Issue, Json } from '@agent-replay/contracts';
import { httpCall } from '../engine/http-call.ts';
import type { MatchOptions } from '../engine/match-options.ts';
import { recordedCall } from '../engine/recorded-call.ts';
import { bodyBytes } from '../http/body-bytes.ts';
import type { LoadedCassette } from '../load-cassette.ts';
import { shapeDifferences } from './shape-differences.ts';
import { valueDifferences } from './value-differences.ts';

/** Compares live answers with recorded ones; rewrites nothing. */
export interface LiveWatch {
  /** True when the tape holds an exchange with this method and URL. */
  isRecorded: (method: string, url: string) => boolean;
  /** Compares a live HTTP answer, once its body has been read. */
  observe: (request: Request, response: Response) => void;
  /** Compares a tool's or an MCP server's live answer. */
  compare: (live: Interaction) => void;
  drift: () => Drift[];
  /** Ids of the interactions that were made anew. */
  refreshed: () => ReadonlySet<string>;
  settled: () => Promise<void>;
}

/** Watches the live answers of a replay in mode `live`. Calls of one content are compared in order. */
export function createLiveWatch(tape: LoadedCassette, match: MatchOptions): LiveWatch {
  const drift: Drift[] = [];
  const refreshed = new Set<string>();
  const pending = new Set<Promise<void>>();
  let targets: Targets | undefined;

  /** Built when it is first asked for: a replay that is not live needs none. */
  const known = (): Targets => (targets ??= targetsOf(tape, match));
  const recordedAt = (target: string): Interaction[] => known().byTarget.get(target) ?? [];
  const take = (target: string): Interaction | undefined => {
    const interaction = recordedAt(target).find(({ id }) => !refreshed.has(id));
    if (interaction !== undefined) refreshed.add(interaction.id);
    return interaction;
  };
  const answerDifferences = (recorded: HttpResponse | undefined, expected: Json, received: Json): Issue[] => {
    const shape = shapeWithStatus(expected, received);
    const isText = isReadable(recorded?.body) && !JSON.stringify(received).includes('\uFFFD');
    return shape.length > 0 || !isText ? shape : bodyDifferences(expected, received, match);
  };
  const differencesFrom = (answer: HttpResponse, received: Json): Issue[] => {
    try {
      return answerDifferences(answer, describeRecorded(answer, tape), received);
    } catch (error) {
      const message = (error as Error).message;
      return [{ code: 'cassette_corrupt', path: '/body', expected: 'what was recorded', received: message }];
    }
  };
  const note = ({ id }: Interaction, differences: Issue[], received: Json): void => {
    if (differences.length > 0) append(drift, { interaction: id, part: 'response', differences, received });
  };

  return {
    // What cannot be read may be this one: the tape is asked, and says what is wrong with it.
    isRecorded: (method, url) => known().unread || recordedAt(httpTarget(method, url, match)).length > 0,
    observe(request, response) {
      const recorded = take(httpTarget(request.method, request.url, match));
      if (recorded?.kind !== 'http' || recorded.response === undefined) return;
      const { response: answer } = recorded;
      const work = describeLive(response).then(
        (received) => note(recorded, differencesFrom(answer, received), received),
        () => undefined,
      );
      pending.add(work);
      void work.finally(() => pending.delete(work));
    },
    compare(live) {
      if (live.kind !== 'tool' && live.kind !== 'mcp') return;
      const recorded = take(recordedCall(live, match, tape.blobs).content.target);
      if (recorded === undefined || !('response' in recorded) || live.response === undefined) return;
      const { result } = recorded.response as { result: Json };
      const { result: received } = live.response;
      const shape = shapeDifferences(result, received);
      note(recorded, shape.length > 0 ? shape : valueDifferences(result, received, match), received);
    },
    drift: () => [...drift],
    refreshed: () => refreshed,
    async settled() {
      await Promise.all(pending);
    },
  };
}

/** A tape's interactions by what they ask for, and whether there are some that cannot be read. */
interface Targets {
  byTarget: Map<string, Interaction[]>;
  unread: boolean;
}

function targetsOf({ interactions, blobs }: LoadedCassette, match: MatchOptions): Targets {
  const byTarget = new Map<string, Interaction[]>();
  let unread = false;
  for (let index = 0; index < interactions.length; index += 1) {
    try {
      const interaction = interactions.at(index) as Interaction;
      const { target } = recordedCall(interaction, match, blobs).content;
      byTarget.set(target, [...(byTarget.get(target) ?? []), interaction]);
    } catch {
      unread = true;
    }
  }
  return { byTarget, unread };
}

function httpTarget(method: string, url: string, match: MatchOptions): string {
  return httpCall({ method, url, headers: [], body: new Uint8Array(), effect: 'read' }, match).content.target;
}

function describeRecorded({ status, body }: HttpResponse, { blobs }: LoadedCassette): Json {
  return { status, body: jsonOr(Buffer.from(bodyBytes(body, blobs)).toString()) };
}

async function describeLive(response: Response): Promise<Json> {
  return { status: response.status, body: jsonOr(await response.text()) };
}

/** A status is part of the shape by its value. */
function shapeWithStatus(expected: Json, received: Json): Issue[] {
  const byValue = (value: Json): Json => {
    const { status, body } = value as { status: number; body: Json };
    return { body, [`status ${status}`]: true };
  };
  return shapeDifferences(byValue(expected), byValue(received));
}

function bodyDifferences(expected: Json, received: Json, match: MatchOptions): Issue[] {
  const [before, now] = [expected, received].map((each) => (each as { body: Json }).body);
  return valueDifferences(before as Json, now as Json, match).map((issue) => ({
    ...issue,
    path: `/body${issue.path}`,
  }));
}

/** Of bytes nothing is told but that they are. */
function isReadable(body: HttpResponse['body']): boolean {
  return body === undefined || 'json' in body || 'text' in body;
}

function jsonOr(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
