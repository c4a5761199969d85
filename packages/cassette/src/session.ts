import { AsyncLocalStorage } from 'node:async_hooks';
import type { BlockedOperation, Effect, Interaction, Json } from '@agent-replay/contracts';
import type { Turn } from './answer-order.ts';
import type { HttpTape } from './interceptors/http-tape.ts';
import { keepCaller } from './keep-caller.ts';
import { keepListeners } from './keep-listeners.ts';

/** A call of a tool or of an MCP server, on its way through the tape. */
export interface ToolAsk {
  kind: 'tool' | 'mcp';
  name: string;
  server?: string;
  arguments: Json;
  effect: Effect;
}

type RecordedTool = Extract<Interaction, { kind: 'tool' | 'mcp' }>;

/** What the tape says to a call: its recorded interaction and that as it is given here, a refusal, or to run it. */
export type ToolAnswer =
  | { kind: 'recorded'; interaction: RecordedTool; given: RecordedTool; turn: Turn }
  | { kind: 'refusal'; error: Error }
  | { kind: 'run' };

/** What a session does at present. */
export interface SessionState {
  /** Once its tape is closed: keeps a call that its code still makes, and gives the error that refuses it. */
  refuseLate: ((operation: string, target: string) => Error) | null;
  askTool: (call: ToolAsk) => ToolAnswer;
  /** Takes a call that was run: to keep it when recording, to compare it when live. */
  keep: (interaction: Interaction) => void;
  /** Answers HTTP; null while recording, when HTTP goes out. */
  http: HttpTape | null;
  /** Keeps a refusal that no call of this session's tape explains. */
  block: (operation: BlockedOperation) => void;
  /** True while its calls are recorded as they go out: what its code does afterwards is its own affair. */
  isRecorded: boolean;
}

/** A tape that is in place, as wrapped tools and intercepted clients see it, and as any code of the process can. */
export interface Session extends Readonly<SessionState> {
  /** Unique in the process. */
  readonly id: string;
  /** The session in whose async context this one was opened: a test's own, say, that opens one tape after another. */
  readonly openedIn: string | undefined;
}

/** The place of one tape in the process: who has reserved it, and nobody else, says what its session does. */
export interface Place {
  readonly id: string;
  begin: (state: SessionState) => Session;
  /** Gives the session another part. */
  become: (next: Partial<SessionState>) => void;
  /** Makes the session the one that calls belong to: all of the process, or those within its `run`. */
  enter: (scope: 'process' | 'async') => void;
  leave: () => void;
  run: <Result>(fn: () => Result) => Result;
  /**
   * Runs what loads code that outlives the tape, as modules do: what that sets going is of whichever tape is open, and
   * `late` says what becomes of it while none is.
   */
  load: <Result>(late: Omit<SessionState, 'isRecorded'>, fn: () => Result) => Result;
  /** Lets another tape have its turn. */
  release: () => void;
}

/** Every tape of the process: one for all of it, or several that each own an async context. */
interface Hub {
  /** Null while another tape is open, or one that is shared meets one that is not. */
  reserve: (isShared: boolean) => Place | null;
  isReserved: () => boolean;
  owner: () => Session | null;
  /** The session of the async context, whoever owns the process. */
  within: () => Session | undefined;
  /** What becomes, while no tape is open, of the calls of modules that a tape has loaded; undefined for all other code. */
  loaded: () => Session | undefined;
  /** Names a session by a tag, and finds it by that for as long as code of it may still run. */
  tag: (session: Session) => string;
  tagged: (tag: string) => Session | undefined;
  /** Those that each own an async context. */
  scoped: () => Session[];
  /** Runs something while `isBelowClients` says so. */
  belowClients: (fn: () => void) => void;
  isBelowClients: () => boolean;
  /** Has listeners of a copy of `process` run as those of `process` do. */
  keepEvents: (copy: NodeJS.Process) => void;
}

/** As it is before an agent's code, which makes requests of its own. */
const { WeakRef } = globalThis;
const KEY = Symbol.for('agent-replay.session');
const GUARD = Symbol.for('agent-replay.guard');

type Globals = { [KEY]?: Hub; [GUARD]?: { entries: () => readonly BlockedOperation[] } };

/**
 * The tapes in place: shared by every copy of this package in the process, and so within reach of the agent. It can
 * look, and change nothing: what a session does is said by who holds its place.
 */
export function hub(): Hub {
  const present = (globalThis as Globals)[KEY];
  if (present !== undefined) return present;
  const made = createHub();
  Object.defineProperty(globalThis, KEY, { value: made });
  return made;
}

/** Nobody can replace its members: they are of the class. Accessors of its own V8 would keep until a full collection. */
class TapeSession implements Session {
  #state: SessionState;
  readonly id: string;
  readonly openedIn: string | undefined;

  constructor(id: string, openedIn: string | undefined, state: SessionState) {
    this.id = id;
    this.openedIn = openedIn;
    this.#state = fixed(state);
    Object.freeze(this);
  }

  static become(session: TapeSession, next: Partial<SessionState>): void {
    session.#state = fixed({ ...session.#state, ...next });
  }

  static is(value: unknown): value is TapeSession {
    return typeof value === 'object' && value !== null && #state in value;
  }

  get refuseLate(): SessionState['refuseLate'] {
    return this.#state.refuseLate;
  }
  get http(): HttpTape | null {
    return this.#state.http;
  }
  get askTool(): SessionState['askTool'] {
    return this.#state.askTool;
  }
  get keep(): SessionState['keep'] {
    return this.#state.keep;
  }
  get block(): SessionState['block'] {
    return this.#state.block;
  }
  get isRecorded(): boolean {
    return this.#state.isRecorded;
  }
}
Reflect.deleteProperty(TapeSession.prototype, 'constructor');
Object.freeze(TapeSession.prototype);

function fixed(state: SessionState): SessionState {
  if (state.http !== null) Object.freeze(state.http);
  return state;
}

function createHub(): Hub {
  const context = ownContext();
  const scoped = new Map<string, Session>();
  /** Only those that were tagged, as few are: what a reference like these leads to outlives minor collections. */
  const tagged = new Map<string, WeakRef<Session>>();
  const forgotten = new FinalizationRegistry<string>((id) => void tagged.delete(id));
  let lasting: TapeSession | undefined;
  let owner: Session | null = null;
  let reserved = 0;
  let isShared = false;
  let count = 0;
  /** True while msw or nock look at what a client has sent. */
  let isBelow = false;
  let keepEvents: Hub['keepEvents'] = () => {};

  function within(): Session | undefined {
    const store = context.getStore();
    return TapeSession.is(store) && store !== lasting ? store : undefined;
  }

  function createPlace(id: string): Place {
    let session: TapeSession | undefined;
    let isHeld = true;
    const held = (): TapeSession => session as TapeSession;
    return {
      id,
      begin: (state) => (session = new TapeSession(id, within()?.id, state)),
      become: (next) => TapeSession.become(held(), next),
      enter(scope) {
        if (scope === 'async') scoped.set(id, held());
        else owner = held();
      },
      leave() {
        scoped.delete(id);
        if (owner === session) owner = null;
      },
      run: (fn) => context.run(held(), fn),
      load(late, fn) {
        lasting ??= new TapeSession('loaded', undefined, { ...late, isRecorded: false });
        return context.run(lasting, fn);
      },
      release() {
        if (isHeld) reserved -= 1;
        isHeld = false;
      },
    };
  }

  return Object.freeze<Hub>({
    reserve(asShared) {
      if (reserved > 0 && !(asShared && isShared)) return null;
      if (count === 0) {
        const isClosed = (session: unknown): boolean =>
          TapeSession.is(session) && session.refuseLate !== null;
        keepCaller(context, isClosed);
        keepEvents = keepListeners(context, isClosed);
      }
      reserved += 1;
      isShared = asShared;
      count += 1;
      return createPlace(String(count));
    },
    isReserved: () => reserved > 0,
    owner: () => owner,
    within,
    loaded: () => (lasting !== undefined && context.getStore() === lasting ? lasting : undefined),
    tag(session) {
      const { id } = session;
      if (TapeSession.is(session) && session !== lasting && !tagged.has(id)) {
        tagged.set(id, new WeakRef(session));
        forgotten.register(session, id);
      }
      return id;
    },
    tagged: (tag) => tagged.get(tag)?.deref(),
    scoped: () => [...scoped.values()],
    belowClients(fn) {
      const was = isBelow;
      isBelow = true;
      try {
        fn();
      } finally {
        isBelow = was;
      }
    },
    isBelowClients: () => isBelow,
    keepEvents: (copy) => keepEvents(copy),
  });
}

/** A context whose methods are its own: those that all contexts share are the agent's, too. */
function ownContext(): AsyncLocalStorage<Session> {
  const context = new AsyncLocalStorage<Session>();
  for (const name of ['getStore', 'enterWith', 'run'] as const) Reflect.set(context, name, context[name]);
  return context;
}

/** The tape that a call made here and now belongs to; a closed one's own calls stay its own. */
export function currentSession(): Session | undefined {
  const owner = hub().owner();
  const own = hub().within();
  // One of several tapes would have been asked within its own context.
  if (own === undefined && owner === null && hub().scoped().length === 0) return hub().loaded();
  if (own === undefined || (own.refuseLate !== null && owner?.openedIn === own.id)) return owner ?? undefined;
  return own;
}

/** True in code whose tape is closed, and was played: nothing of it leaves the process, whether another tape is open or none. */
export function isLate(): boolean {
  const session = currentSession();
  return session !== undefined && session.refuseLate !== null && !session.isRecorded;
}

/** Keeps what the guard refuses with the closed tape whose code tried it; false when it is none's. */
export function takeLate(operation: string, target: string): boolean {
  const refuse = currentSession()?.refuseLate;
  refuse?.(operation, target);
  return refuse != null;
}

/** The tape that a request belongs to by the tag it was given; without one it is that of the whole process. */
export function taggedSession(tag: string | null): Session | undefined {
  return tag === null ? (hub().owner() ?? undefined) : hub().tagged(tag);
}

/** Has what listens to a copy of `process`, as the one in Jest's sandbox, run as the tape whose code put it there; once one was opened. */
export function keepEventsOf(copy: NodeJS.Process): void {
  hub().keepEvents(copy);
}

/** Whether tapes are in place of which none can be made out for a call made here and now. */
export function isUnattributed(): boolean {
  const { owner, scoped, within } = hub();
  return owner() === null && scoped().length > 0 && within() === undefined;
}

/** What the guard of this process has refused so far. */
export function guardEntries(): readonly BlockedOperation[] {
  return (globalThis as Globals)[GUARD]?.entries() ?? [];
}
