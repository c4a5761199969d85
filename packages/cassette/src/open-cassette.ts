import { AgentReplayError, type BlockedOperation, type Ledger } from '@agent-replay/contracts';
import { closeSession, lateState } from './close-session.ts';
import { createPlayer, type Player } from './create-player.ts';
import { compileIgnores } from './engine/ignore-fields.ts';
import { raiseWall, type Wall } from './guard/raise-wall.ts';
import type { HttpTape } from './interceptors/http-tape.ts';
import { interceptHttp } from './interceptors/intercept-http.ts';
import { cassetteFile, inMemory, loadCassette, tapeFiles } from './load-cassette.ts';
import { isLocalUrl } from './http/is-local-url.ts';
import { openRecorder } from './record/open-recorder.ts';
import { withOwnServers } from './own-servers.ts';
import { currentSession, hub, type Place } from './session.ts';
import { warmUp } from './warm-up.ts';
import type { ReplayWebSocketsOptions } from './websocket/replay-websockets.ts';
import type { CassetteOptions, Cassette } from './cassette-options.ts';

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
        for (const ask of session.http?.unended ?? []) ask();
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
