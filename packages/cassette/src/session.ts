import type { BlockedOperation, Effect, Interaction, Json } from '@agent-replay/contracts';

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
  | { kind: 'recorded'; interaction: Extract<Interaction, { kind: 'tool' | 'mcp' }> }
  | { kind: 'refusal'; error: Error }
  | { kind: 'run' };

/** The tape that is in place, as wrapped tools see it. */
export interface Session {
  askTool: (call: ToolAsk) => ToolAnswer;
  /** Keeps a call that was run, when recording. */
  keep: (interaction: Interaction) => void;
}

const KEY = Symbol.for('agent-replay.session');
const GUARD = Symbol.for('agent-replay.guard');

type Globals = { [KEY]?: Session; [GUARD]?: { entries: () => readonly BlockedOperation[] } };

/** The open tape's session: one a process, shared by every copy of this package and every realm. */
export function currentSession(): Session | undefined {
  return (globalThis as Globals)[KEY];
}

/** Puts a session in place, or takes it away. */
export function setSession(session: Session | undefined): void {
  if (session === undefined) delete (globalThis as Globals)[KEY];
  else (globalThis as Globals)[KEY] = session;
}

/** What the guard of this process has refused so far. */
export function guardEntries(): readonly BlockedOperation[] {
  return (globalThis as Globals)[GUARD]?.entries() ?? [];
}
