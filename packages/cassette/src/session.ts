import { AsyncLocalStorage } from 'node:async_hooks';
import type { BlockedOperation, Effect, Interaction, Json } from '@agent-replay/contracts';
import type { Turn } from './answer-order.ts';
import type { HttpTape } from './interceptors/http-tape.ts';

/** A call of a tool or of an MCP server, on its way through the tape. */
export interface ToolAsk {
  kind: 'tool' | 'mcp';
  name: string;
  server?: string;
  arguments: Json;
  effect: Effect;
}

/** What the tape says to a call: its recorded interaction, a refusal, or to run it. */
export type ToolAnswer =
  | { kind: 'recorded'; interaction: Extract<Interaction, { kind: 'tool' | 'mcp' }>; turn: Turn }
  | { kind: 'refusal'; error: Error }
  | { kind: 'run' };

/** A tape that is in place, as wrapped tools and intercepted clients see it. */
export interface Session {
  /** Unique in the process. */
  id: string;
  /** Once its tape is closed: keeps a call that its code still makes, and gives the error that refuses it. */
  refuseLate: ((operation: string, target: string) => Error) | null;
  /** The session in whose async context this one was opened: a test's own, say, that opens one tape after another. */
  openedIn: string | undefined;
  askTool: (call: ToolAsk) => ToolAnswer;
  /** Takes a call that was run: to keep it when recording, to compare it when live. */
  keep: (interaction: Interaction) => void;
  /** Answers HTTP; null while recording, when HTTP goes out. */
  http: HttpTape | null;
  /** Keeps a refusal that no call of this session's tape explains. */
  block: (operation: BlockedOperation) => void;
}

/** Every tape of the process: one for all of it, or several that each own an async context. */
interface Hub {
  owner: Session | null;
  scoped: Map<string, Session>;
  /** Those that are closed, for as long as code of theirs may still run. */
  closed: Map<string, WeakRef<Session>>;
  context: AsyncLocalStorage<Session>;
  /** How many are open or being opened, and whether they share the process. */
  reserved: number;
  isShared: boolean;
  /** True while msw or nock look at what a client has sent. */
  isBelowClients: boolean;
  /** How many were ever opened. */
  count: number;
  /** Keeps what the guard refuses with the closed tape whose code tried it; false when it is none's. */
  takeLate: (operation: string, target: string) => boolean;
}

const KEY = Symbol.for('agent-replay.session');
const GUARD = Symbol.for('agent-replay.guard');

type Globals = { [KEY]?: Hub; [GUARD]?: { entries: () => readonly BlockedOperation[] } };

/** The tapes in place: shared by every copy of this package and every realm of the process. */
export function hub(): Hub {
  return ((globalThis as Globals)[KEY] ??= {
    owner: null,
    scoped: new Map(),
    closed: new Map(),
    context: new AsyncLocalStorage(),
    reserved: 0,
    isShared: false,
    isBelowClients: false,
    count: 0,
    takeLate(operation, target) {
      const refuse = currentSession()?.refuseLate;
      refuse?.(operation, target);
      return refuse != null;
    },
  });
}

/** The tape that a call made here and now belongs to; a closed one's own calls stay its own. */
export function currentSession(): Session | undefined {
  const { owner, context } = hub();
  const own = context.getStore();
  if (own === undefined || (own.refuseLate !== null && owner?.openedIn === own.id)) return owner ?? undefined;
  return own;
}

/** The tape that a request belongs to by the tag it was given; without one it is that of the whole process. */
export function taggedSession(tag: string | null): Session | undefined {
  const { owner, scoped, closed } = hub();
  return tag === null ? (owner ?? undefined) : (scoped.get(tag) ?? closed.get(tag)?.deref());
}

/** Whether tapes are in place of which none can be made out for a call made here and now. */
export function isUnattributed(): boolean {
  const { owner, scoped, context } = hub();
  return owner === null && scoped.size > 0 && context.getStore() === undefined;
}

/** What the guard of this process has refused so far. */
export function guardEntries(): readonly BlockedOperation[] {
  return (globalThis as Globals)[GUARD]?.entries() ?? [];
}
