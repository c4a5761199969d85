import {
  AgentReplayError,
  type BlockedOperation,
  type HttpResponse,
  type Interaction,
  type Ledger,
  type Miss,
  type Mode,
} from '@agent-replay/contracts';
import { createRedactor, type Redactor } from '@agent-replay/redaction';
import { allowedUrls } from './allow-list.ts';
import type { Call } from './engine/call.ts';
import { createEngine, isMiss } from './engine/engine.ts';
import { httpCall } from './engine/http-call.ts';
import { redactRequest } from './http/redact-request.ts';
import type { MatchOptions } from './engine/match-options.ts';
import { toolCall } from './engine/tool-call.ts';
import { NO_BLOBS } from './http/blobs.ts';
import { restoreHeads } from './http/restore-heads.ts';
import { toWireResponse } from './http/wire-response.ts';
import { httpEffect } from './import/http-effect.ts';
import { createPublisher } from './interaction-channel.ts';
import { shimFetch } from './interceptors/fetch-shim.ts';
import type { Ask, HttpAnswer } from './interceptors/interceptor.ts';
import { interceptWithMsw } from './interceptors/msw.ts';
import { interceptWithNock } from './interceptors/nock.ts';
import { cassetteFile, type LoadedCassette, loadCassette } from './load-cassette.ts';
import { currentSession, guardEntries, setSession, type ToolAnswer, type ToolAsk } from './session.ts';
import { openRecorder } from './record/open-recorder.ts';
import { replayWebSockets } from './websocket/replay-websockets.ts';

export interface CassetteOptions {
  /** `tool_cassettes.json`, or the folder that it stands in. */
  path: string;
  /** @default "cassette" */
  mode?: Mode;
  /** @default "msw" */
  interceptor?: 'msw' | 'nock';
  /** What may go out all the same: `tcp:127.0.0.1:5432`, `unix:/run/x.sock`, `spawn:git`. */
  allow?: readonly string[];
  match?: MatchOptions;
  /** How fast recorded streams are played: 1 as recorded, 2 twice as fast, 0 without gaps. @default 0 */
  speed?: number;
  /** A tape in memory instead of the file's. */
  interactions?: readonly Interaction[];
  /** What a recording is redacted by before it is written. */
  redactor?: Redactor;
}

/** A tape that is in place. */
export interface Cassette {
  /** What went through so far. */
  ledger: () => Ledger;
  /** Takes the tape away, restores what it replaced, and, when recording, writes the file. */
  close: () => Promise<Ledger>;
}

/**
 * Puts a tape in place: HTTP through msw or nock, tools through `tool()`. One at a time in a process,
 * because a request on a pooled connection cannot be attributed surely.
 *
 * @throws {AgentReplayError} `CASSETTE_BUSY` while another is open, `CASSETTE_CORRUPT` for a bad file.
 * @example
 * const cassette = await openCassette({ path: 'fixtures/refunds/late_refund' });
 * await agent.execute(task);
 * const { misses } = await cassette.close();
 */
export async function openCassette(options: CassetteOptions): Promise<Cassette> {
  if (currentSession() !== undefined) {
    throw new AgentReplayError(
      'CASSETTE_BUSY',
      `Failed to open the cassette "${options.path}": another one is open in this process.`,
      {
        lines: [['fix', 'close the other one first, or use a process for each']],
      },
    );
  }
  if (options.mode === 'record') return openRecorder({ ...options, path: await cassetteFile(options.path) });
  const tape = options.interactions === undefined ? await loadCassette(options.path) : inMemory(options);
  return play(tape, options);
}

function inMemory({ path, interactions = [] }: CassetteOptions): LoadedCassette {
  return { file: path, interactions, blobs: NO_BLOBS };
}

async function play(tape: LoadedCassette, options: CassetteOptions): Promise<Cassette> {
  const { match = {}, mode = 'cassette', speed = 0 } = options;
  const engine = createEngine(tape.interactions, match, tape.blobs);
  const blocked: BlockedOperation[] = [];
  const guarded = guardEntries().length;
  const answers = new Map<string, HttpResponse>();
  const isAllowed = allowedUrls(options.allow ?? []);

  const refuse = (call: Call, miss: Miss): Error => {
    if (mode === 'cassette') return missError(miss);
    blocked.push({
      code: 'ERR_REPLAY_BLOCKED',
      operation: call.kind,
      target: call.label,
      effect: call.effect,
      call_site: null,
    });
    return missError(miss);
  };

  // What was redacted on tape is redacted in the call too, so that both are still equal.
  const hidden = holdsRedacted(tape) ? (options.redactor ?? createRedactor()) : null;

  const ask: Ask = (request): HttpAnswer => {
    const publish = createPublisher();
    const effect = httpEffect(request.method, request.url);
    const call = httpCall({ ...(hidden === null ? request : redactRequest(request, hidden)), effect }, match);
    const answer = engine.answer(call);
    if (isMiss(answer)) {
      return { kind: 'refusal', error: refuse(call, answer) };
    }
    publish({ interaction: answer, source: 'tape' });
    if (answer.kind !== 'http' || answer.response === undefined) {
      return { kind: 'error', error: answer.error ?? { name: 'Error', message: 'nothing was recorded' } };
    }
    return { kind: 'response', response: answer.response };
  };

  const askTool = (asked: ToolAsk): ToolAnswer => {
    const call = toolCall(
      hidden === null ? asked : { ...asked, arguments: hidden.json(asked.arguments) },
      match,
    );
    const answer = engine.answer(call);
    if (isMiss(answer)) return { kind: 'refusal', error: refuse(call, answer) };
    return { kind: 'recorded', interaction: answer as Extract<Interaction, { kind: 'tool' | 'mcp' }> };
  };

  const answerSocket = (call: Call) => {
    const publish = createPublisher();
    const answer = engine.answer(call);
    if (isMiss(answer)) return refuse(call, answer);
    publish({ interaction: answer, source: 'tape' });
    return answer as Extract<Interaction, { kind: 'websocket' }>;
  };
  /** Frames that were not recorded, within sessions that were. */
  const frameMisses: Miss[] = [];

  const ledger = (): Ledger => ({
    served: engine.served(),
    unused: engine.unused(),
    misses: [...(mode === 'cassette' ? engine.misses() : []), ...frameMisses],
    blocked: [...blocked, ...guardEntries().slice(guarded)],
    drift: engine.drift(),
    unguarded: [],
  });

  setSession({ askTool, keep: () => undefined });
  const undo: (() => void)[] = [() => setSession(undefined)];
  const undoAll = () => {
    for (const step of undo.splice(0).toReversed()) step();
  };
  try {
    undo.push(
      await replayWebSockets({
        interactions: tape.interactions,
        answer: answerSocket,
        refuse(miss) {
          frameMisses.push(miss);
          return missError(miss);
        },
        isAllowed,
        match,
        speed,
      }),
    );
    const intercept = options.interceptor === 'nock' ? interceptWithNock : interceptWithMsw;
    undo.push(
      await intercept({
        ask,
        isAllowed,
        toWire: (recorded, method) => {
          const id = String(answers.size);
          answers.set(id, recorded);
          return toWireResponse(recorded, id, { method, blobs: tape.blobs, speed });
        },
      }),
    );
    undo.push(restoreHeads(answers), shimFetch({ ask, isAllowed, blobs: tape.blobs, speed }));
  } catch (error) {
    undoAll();
    throw error;
  }
  return {
    ledger,
    async close() {
      undoAll();
      return ledger();
    },
  };
}

/** True when a call is compared with what was redacted, in the file or in a body beside it. */
function holdsRedacted({ interactions, blobs }: LoadedCassette): boolean {
  if (JSON.stringify(interactions).includes('[REDACTED:')) return true;
  return interactions.some(
    ({ kind, request }) =>
      kind === 'http' &&
      request.body !== undefined &&
      'blob' in request.body &&
      Buffer.from(blobs.get(request.body.blob)).includes('[REDACTED:'),
  );
}

function missError(miss: Miss): Error {
  const error = new AgentReplayError('MISS', miss.message, { details: { miss } });
  // Interceptors pass on only errors that look like a socket's; without `errno` the client sees a status 500.
  return Object.assign(error, { errno: -1 });
}
