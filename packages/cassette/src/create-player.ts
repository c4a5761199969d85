import type { BlockedOperation, Interaction, Ledger, Miss } from '@agent-replay/contracts';
import { createRedactor, redactData, type Redactor } from '@agent-replay/redaction';
import { createAnswerOrder, type Turn } from './answer-order.ts';
import { cameAt, type Moment } from './moment.ts';
import type { Call } from './engine/call.ts';
import { runFolders } from './folders/run-folders.ts';
import { createEngine } from './engine/engine.ts';
import { httpCall, idsOf } from './engine/http-call.ts';
import { missError } from './engine/miss-error.ts';
import { type OtherIds, otherIds } from './engine/rpc-ids.ts';
import { recordedCall } from './engine/recorded-call.ts';
import { answerWithIds } from './http/answer-with-ids.ts';
import { leaveMs } from './http/let-leave.ts';
import { toolCall } from './engine/tool-call.ts';
import type { Blobs } from './http/blobs.ts';
import { readBlob } from './http/held-body.ts';
import { sharedStreams } from './http/shared-stream.ts';
import { plainBody } from './http/plain-body.ts';
import { redactRecorded, redactRequest } from './http/redact-request.ts';
import { effectOf } from './effects/effect-of.ts';
import { acknowledgment, isTelemetry } from './effects/telemetry.ts';
import { interactions } from './interaction-channel.ts';
import type { AskedRequest, HttpAnswer } from './interceptors/http-tape.ts';
import { createLiveWatch } from './live/create-live-watch.ts';
import { isReadOnly } from './live/is-read-only.ts';
import { letOut } from './live/let-out.ts';
import type { LoadedCassette } from './load-cassette.ts';
import type { CassetteOptions } from './cassette-options.ts';
import { guardEntries, type SessionState, type ToolAnswer, type ToolAsk } from './session.ts';
import { createTally } from './tally.ts';
import { keepSessions } from './websocket/keep-sessions.ts';
import type { ReplayWebSocketsOptions } from './websocket/replay-websockets.ts';
import { websocketCall } from './websocket/websocket-call.ts';

/** What answers from a tape, and keeps the ledger. */
export interface Player {
  state: SessionState;
  /** What answers WebSocket sessions. */
  webSockets: Pick<
    ReplayWebSocketsOptions,
    'toCall' | 'answer' | 'redact' | 'given' | 'drifted' | 'refuse' | 'opened'
  >;
  ledger: () => Ledger;
  /** What WebSocket sessions wait for that the agent has not sent. */
  waiting: () => string[];
  /** How many calls were asked for so far. */
  asked: () => number;
  /** Resolves when live answers that are still being read have been compared. */
  settled: () => Promise<void>;
}

/** A recorded answer, and when it is to be given. */
type Given = { interaction: Interaction; turn: Turn; bodyTurn?: () => Turn } | { miss: Miss };

/** Plays a tape: every call is answered from it, refused, or, in mode `live`, let out where that is safe. */
export function createPlayer(tape: LoadedCassette, options: CassetteOptions): Player {
  const { match = {}, mode = 'cassette', speed = 0, readOnly = [], onServed, onMissed } = options;
  const { blobs, file } = tape;
  const redactor = redactorFor(tape, options.redactor)?.remembering() ?? null;
  const asToday =
    redactor === null ? undefined : (each: Interaction) => redactRecorded(each, redactor, blobs);
  const engine = createEngine(tape.interactions, { match, blobs, file, asToday });
  // At the recorded speed, and with what is live among it, time orders them.
  const order = speed > 0 || mode === 'live' ? undefined : createAnswerOrder(engine.spans, options);
  const watch = createLiveWatch(tape, match);
  const out = letOut(options, watch.isRecorded);
  const folders = options.folders === undefined ? undefined : runFolders(options.folders);
  const streams = sharedStreams(tape.interactions, blobs);
  const blocked = createTally<BlockedOperation>();
  let calls = 0;
  const guarded = guardEntries().length;
  /** Calls whose answers cannot be read. */
  const unread = createTally<Miss>();
  const sessions = keepSessions(onMissed);

  const refuse = ({ kind, label, effect }: Call, miss: Miss): Error => {
    if (mode === 'strict') {
      const operation = { code: 'ERR_REPLAY_BLOCKED', operation: kind, target: label, effect: effect() };
      blocked.add({ ...operation, call_site: null });
    }
    return missError(miss);
  };
  const toHttpCall = (request: AskedRequest): Call => {
    const { method, url, headers } = request;
    const body = plainBody(request.body, headers);
    const effect = () => effectOf(request, options.effects);
    const toCall = (asked: Omit<typeof request, 'effect'>): Call => {
      if (redactor === null) return httpCall({ ...asked, effect }, match);
      const compared = redactRequest(asked, redactor);
      // An answer repeats the ids that were sent, not what the tape has in place of a secret among them.
      return { ...httpCall({ ...compared, effect }, match), rpcIds: () => idsOf(body) };
    };
    const asked = { method, url, headers, body };
    return folders?.requestAsRecorded(asked, toCall, engine.has) ?? toCall(asked);
  };
  const toToolCall = (wanted: ToolAsk): Call => {
    const toCall = (asked: ToolAsk): Call =>
      toolCall(redactor === null ? asked : { ...asked, arguments: redactor.json(asked.arguments) }, match);
    return folders?.jsonAsRecorded(wanted, toCall, engine.has) ?? toCall(wanted);
  };
  const toWebSocketCall = (wanted: string): Call => {
    const toCall = (url: string): Call => websocketCall(redactor === null ? url : redactor.url(url), match);
    return folders?.textAsRecorded(wanted, toCall, engine.has) ?? toCall(wanted);
  };

  /** A tape that cannot be read where it is asked is a miss, too: an agent may swallow the error. */
  const answerOf = (call: Call): Given => {
    calls += 1;
    try {
      const answer = engine.answer(call);
      if ('miss' in answer) {
        onMissed?.();
        return answer;
      }
      const { interaction, place } = answer;
      const others = othersOf(call, interaction);
      streams.asked(interaction.id, others);
      const turnOf = (moment: Moment): Turn =>
        both(order?.turn(place, moment), onServed?.(interaction, moment));
      const whole = withBody(interaction, blobs);
      return {
        interaction: others === undefined ? whole : answerWithIds(whole, others, blobs),
        turn: turnOf('head'),
        ...(cameAt(interaction, 'body') !== undefined && { bodyTurn: () => turnOf('body') }),
      };
    } catch (error) {
      const { lane, label, effect } = call;
      const { message } = error as Error;
      const fix = 'record the cassette again';
      const miss: Miss = {
        lane,
        call: label,
        effect: effect(),
        cause: 'new-call',
        nearest: [],
        message,
        fix,
      };
      unread.add(miss);
      onMissed?.();
      return { miss };
    }
  };

  const othersOf = (call: Call, recorded: Interaction): OtherIds | undefined => {
    const ids = call.rpcIds?.() ?? [];
    if (ids.length === 0) return undefined;
    return otherIds(recordedCall(recorded, match, blobs).rpcIds?.() ?? [], ids);
  };

  const ask = (request: AskedRequest): HttpAnswer => {
    const call = toHttpCall(request);
    // A tape of another tool may hold what was reported, and what was answered; its bodies are seldom the same again.
    if (isTelemetry(request, options.effects) && !engine.has(call))
      return { kind: 'response', response: acknowledgment(request), cutBy: undefined };
    const answer = answerOf(call);
    if ('miss' in answer) return { kind: 'refusal', error: refuse(call, answer.miss) };
    const { interaction, ...turns } = answer;
    interactions.publish({ interaction, source: 'tape' });
    const given = folders?.answerAsHere(interaction, blobs) ?? interaction;
    if (given.kind === 'http' && given.response !== undefined)
      return {
        kind: 'response',
        response: given.response,
        cutBy: interaction.error,
        leaveMs: leaveMs(interaction),
        events: streams.eventsOf(given),
        ...turns,
      };
    const { error = { name: 'Error', message: 'nothing was recorded' }, timing } = interaction;
    const afterMs = speed > 0 ? (timing?.duration_ms ?? 0) / speed : 0;
    return { kind: 'error', error, afterMs, leaveMs: leaveMs(interaction), turn: turns.turn };
  };

  const refuseUnread = (head: Omit<AskedRequest, 'body'>): Error | null => {
    const request = { ...head, body: new Uint8Array() };
    if (engine.hasLane(toHttpCall(request).lane)) return null;
    const answer = ask(request);
    return answer.kind === 'refusal' ? answer.error : null;
  };

  const askTool = (wanted: ToolAsk): ToolAnswer => {
    calls += 1;
    const call = toToolCall(wanted);
    if (mode === 'live' && isReadOnly(wanted.effect)) {
      if (readOnly.includes(wanted.name) || !engine.has(call)) return { kind: 'run' };
    }
    const answer = answerOf(call);
    if ('miss' in answer) return { kind: 'refusal', error: refuse(call, answer.miss) };
    const interaction = answer.interaction as Extract<Interaction, { kind: 'tool' | 'mcp' }>;
    const given = folders?.answerAsHere(interaction, blobs) ?? interaction;
    return { kind: 'recorded', interaction, given, turn: answer.turn };
  };

  return {
    state: {
      refuseLate: null,
      askTool,
      keep: watch.compare,
      http: { ask, refuseUnread, unended: new Set(), ...out, observe: watch.observe, blobs, speed },
      block: blocked.add,
      isRecorded: false,
    },
    webSockets: {
      drifted: sessions.drifted,
      refuse: sessions.refuse,
      opened: sessions.opened,
      toCall: toWebSocketCall,
      redact(data, isRecorded) {
        const redact = (asked: typeof data): typeof data =>
          redactor === null ? asked : redactor.json(redactData(asked, redactor));
        return folders?.jsonAsRecorded(data, redact, isRecorded) ?? redact(data);
      },
      given: (data) => folders?.jsonAsHere(data) ?? data,
      answer(call) {
        const answer = answerOf(call);
        if ('miss' in answer) return refuse(call, answer.miss);
        interactions.publish({ interaction: answer.interaction, source: 'tape' });
        return answer.interaction as Extract<Interaction, { kind: 'websocket' }>;
      },
    },
    ledger: () => ({
      served: engine.served(),
      unused: engine.unused().filter((each) => !watch.refreshed().has(each)),
      misses: [...(mode === 'strict' ? [] : engine.misses()), ...unread.all(), ...sessions.misses()],
      blocked: [
        ...blocked.all(),
        ...guardEntries()
          .slice(guarded)
          .filter(({ code }) => code !== 'CASSETTE_CLOSED'),
      ],
      drift: [...engine.drift(), ...sessions.drift, ...watch.drift()],
      unguarded: [],
    }),
    waiting: sessions.waiting,
    asked: () => calls,
    async settled() {
      order?.close();
      await watch.settled();
    },
  };
}

function both(one: Turn, other: Turn): Turn {
  if (one === undefined || other === undefined) return one ?? other;
  return Promise.all([one, other]).then(() => undefined);
}

let fallback: Redactor | undefined;

/** What was redacted on tape is redacted in the call too, so that both are still equal. */
function redactorFor({ hasSecrets }: LoadedCassette, redactor: Redactor | undefined): Redactor | null {
  return hasSecrets ? (redactor ?? (fallback ??= createRedactor())) : null;
}

/** With the body's file read here and now, where it can still be refused when that is damaged or gone. */
function withBody(interaction: Interaction, blobs: Blobs): Interaction {
  if (interaction.kind !== 'http') return interaction;
  const { response } = interaction;
  if (response?.body === undefined || !('blob' in response.body)) return interaction;
  return { ...interaction, response: { ...response, body: readBlob(response.body, blobs) } };
}
