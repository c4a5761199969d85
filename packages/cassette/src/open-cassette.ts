import {
  AgentReplayError,
  type BlockedOperation,
  type Interaction,
  type Ledger,
  type Mode,
} from '@agent-replay/contracts';
import type { Redactor } from '@agent-replay/redaction';
import { closeSession, lateState } from './close-session.ts';
import { createPlayer, type Player } from './create-player.ts';
import type { Turn } from './answer-order.ts';
import type { Moment } from './moment.ts';
import type { EffectRule } from './effects/effect-of.ts';
import { compileIgnores } from './engine/ignore-fields.ts';
import type { FoldersOptions } from './folders/run-folders.ts';
import type { MatchOptions } from './engine/match-options.ts';
import { raiseWall, type Wall } from './guard/raise-wall.ts';
import type { HttpTape } from './interceptors/http-tape.ts';
import { interceptHttp, type InterceptorName } from './interceptors/intercept-http.ts';
import { cassetteFile, inMemory, loadCassette, tapeFiles } from './load-cassette.ts';
import { isLocalUrl } from './http/is-local-url.ts';
import { openRecorder } from './record/open-recorder.ts';
import { withOwnServers } from './own-servers.ts';
import { currentSession, hub, type Place } from './session.ts';
import { warmUp } from './warm-up.ts';
import type { ReplayWebSocketsOptions } from './websocket/replay-websockets.ts';

export interface CassetteOptions {
  /** `tool_cassettes.json`, or the folder that it stands in. */
  path: string;
  /** @default "cassette" */
  mode?: Mode;
  /** @default "msw" */
  interceptor?: InterceptorName;
  /** What may go out all the same: `tcp:127.0.0.1:5432`, `unix:/run/x.sock`, `spawn:git`. */
  allow?: readonly string[];
  /** What requests may do to the world, before the rules that ship: `{ host, path, methods, effect }`. */
  effects?: readonly EffectRule[];
  /** In strict the only folder that may be written to. @default every folder */
  workspace?: string;
  /** Files and folders that nobody may change in a replay, beside the tape's own. */
  protect?: readonly string[];
  match?: MatchOptions;
  /** The folders of the recorded run, which a replay has others in place of. */
  folders?: FoldersOptions;
  /** How fast recorded streams are played: 1 as recorded, 2 twice as fast, 0 without gaps. @default 0 */
  speed?: number;
  /**
   * In mode `live`, what is known to change nothing and is asked again: beginnings of URLs, and names
   * of tools. Answers are compared with the recorded ones; nothing is rewritten.
   */
  readOnly?: readonly string[];
  /**
   * Which calls are this tape's: all of the process, or those that begin within `cassette.run()`, so
   * that several can be open at once.
   *
   * @default "process"
   */
  scope?: 'process' | 'async';
  /** A tape in memory instead of the file's. */
  interactions?: readonly Interaction[];
  /** The text that `interactions` were read of, when there is one. */
  text?: string;
  /**
   * Hears of each recorded call as it answers, for who keeps the time of a replay, and says when the answer is to be
   * given; of one whose body came later, once more when its head is given.
   */
  onServed?: (interaction: Interaction, moment: Moment) => Turn;
  /** Hears of each call that no recorded one matches, as it is refused: from the first one on the verdict is decided. */
  onMissed?: () => void;
  /** Timers that whoever opens the tape sets after that, such as a time limit: they are none of the agent's. @default 0 */
  timersBeside?: number;
  /** What a recording is redacted by before it is written. */
  redactor?: Redactor;
}

/** A tape that is in place. */
export interface Cassette {
  /**
   * Runs a function whose calls are this tape's, also those that it makes after the end: they are then
   * refused with `CASSETTE_CLOSED`, whatever tape is open by then. With `scope: "async"` only they are.
   */
  run: <Result>(fn: () => Result) => Result;
  /**
   * Runs a function that loads the modules of an agent, which outlive the tape. What they set going by themselves is of
   * whichever tape is open, and is refused while none is.
   */
  load: <Result>(fn: () => Result) => Result;
  /** What went through so far; after `close`, late calls are in `blocked`, with code `CASSETTE_CLOSED`. */
  ledger: () => Ledger;
  /** How many calls were asked for so far. */
  asked: () => number;
  /** What open WebSocket sessions wait for: frames that were recorded, and that the agent has not sent. */
  waiting: () => string[];
  /** Takes the tape away, restores what it replaced, and, when recording, writes the file. */
  close: () => Promise<Ledger>;
}

/**
 * Puts a tape in place: HTTP through msw or nock, WebSockets, tools through `tool()`. One at a time in
 * a process, or several with `scope: "async"`, each for what runs within its `run()`.
 *
 * @throws {AgentReplayError} `CASSETTE_BUSY` while another is open, `CASSETTE_CORRUPT` for a bad file,
 *   `OPTION_INVALID` for fields in `match.ignore` that cannot be read.
 * @example
 * const cassette = await openCassette({ path: 'fixtures/refunds/late_refund' });
 * await agent.execute(task);
 * const { misses } = await cassette.close();
 */
export async function openCassette(options: CassetteOptions): Promise<Cassette> {
  const place = reserve(options);
  try {
    await compileIgnores(options.match?.ignore ?? []);
    if (options.mode === 'record')
      return await openRecorder({ ...options, path: cassetteFile(options.path) }, place);
    const tape =
      options.interactions === undefined
        ? loadCassette(options.path)
        : inMemory(options.path, options.interactions, options.text);
    return await play(
      createPlayer(tape, options),
      tape.hasWebSockets ? tape.interactions : [],
      options,
      place,
    );
  } catch (error) {
    place.release();
    throw error;
  }
}

warmUp();

function reserve({ path, scope = 'process', mode }: CassetteOptions): Place {
  const place = hub().reserve(scope === 'async' && mode !== 'record');
  if (place === null) {
    throw new AgentReplayError(
      'CASSETTE_BUSY',
      `Failed to open the cassette "${path}": another one is open in this process.`,
      {
        lines: [
          [
            'fix',
            mode === 'record'
              ? 'close the other one first: what is recorded belongs to the whole process'
              : 'close the other one first, or open both with scope: "async" and call within cassette.run()',
          ],
        ],
      },
    );
  }
  return place;
}

async function play(
  player: Player,
  interactions: ReplayWebSocketsOptions['interactions'],
  {
    interceptor = 'msw',
    match = {},
    speed = 0,
    scope = 'process',
    mode = 'cassette',
    allow = [],
    workspace,
    path,
    protect = [],
    effects = [],
  }: CassetteOptions,
  place: Place,
): Promise<Cassette> {
  const wall = raiseWall({
    mode,
    allow,
    protect: [...protect, ...tapeFiles(path)],
    ...(workspace === undefined ? {} : { workspace }),
  });
  let ledger = (): Ledger => {
    const played = player.ledger();
    return { ...played, blocked: [...played.blocked, ...wall.attempts()], unguarded: wall.unguarded() };
  };
  const session = place.begin(player.state);
  if (mode === 'live' && session.http !== null) place.become({ http: withPermits(session.http, wall) });
  // In strict nothing passes that no rule names.
  const own =
    mode === 'strict' || session.http === null ? undefined : withOwnServers(session, session.http, wall);
  if (own !== undefined) place.become({ http: own.http });
  place.enter(scope);
  const lower = (): void => {
    place.leave();
    own?.end();
    wall.lower();
    place.release();
  };
  let uncover: () => Promise<void>;
  try {
    const isAllowed = session.http?.isAllowed ?? (() => false);
    const webSockets: ReplayWebSocketsOptions = {
      ...player.webSockets,
      interactions,
      answer: (call) =>
        currentSession()?.refuseLate?.('websocket', call.label) ?? player.webSockets.answer(call),
      isAllowed,
      match,
      speed,
    };
    uncover = await interceptHttp(interceptor, scope === 'process' ? webSockets : undefined);
  } catch (error) {
    lower();
    throw error;
  }
  return {
    ledger: () => ledger(),
    asked: player.asked,
    waiting: player.waiting,
    run: place.run,
    load: (fn) => place.load(lateState({ effects }), fn),
    async close() {
      if (session.refuseLate !== null) return ledger();
      try {
        await player.settled();
        await uncover();
      } finally {
        // While the wall still stands: what it counts, and what it takes for harmless, is said by its policy.
        const late = closeSession(place, { effects });
        try {
          ledger = afterEnd(ledger(), late);
        } finally {
          lower();
        }
      }
      return ledger();
    },
  };
}

/** A ledger that only late calls are still added to. */
function afterEnd(end: Ledger, late: readonly BlockedOperation[]): () => Ledger {
  return () => ({ ...end, blocked: [...end.blocked, ...late] });
}

/** What live mode lets out is let through the guard, too, for as long as the tape is open. */
function withPermits(http: HttpTape, { permit }: Wall): HttpTape {
  return {
    ...http,
    letsOut(method, url) {
      const isOut = http.letsOut(method, url);
      if (!isOut || isLocalUrl(url)) return isOut;
      const { hostname, port, protocol } = new URL(url);
      permit(`tcp:${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`);
      return true;
    },
  };
}
