/** Where a probe may try to go: one counting server for each kind of way out. */
export interface Targets {
  /** `http://127.0.0.1:<port>`; the next ones alike. */
  http: string;
  https: string;
  h2c: string;
  h2: string;
  ws: string;
  /** An HTTP proxy that knows CONNECT. */
  proxy: string;
  host: string;
  tcp: number;
  /** A server that speaks first, as those of mail and of many databases do. */
  greeter: number;
  tls: number;
  udp: number;
  /** `127.0.0.1:<port>` of a resolver that counts the questions. */
  dns: string;
  unixHttp: string;
  /** The workspace, for what a probe must write. */
  folder: string;
  /** A folder that is not in the workspace; the file `there` is in it. */
  outside: string;
  /** A compiled addon; null without a C compiler. */
  addon: string | null;
  /** Chromium or Chrome; null where there is none. */
  browser: string | null;
}

/** What a way out gets: the targets, and a loader that finds packages from the user's project. */
export interface ProbeContext {
  targets: Targets;
  load: (name: string) => Promise<unknown>;
}

/**
 * One way out of a Node process. `before` runs before anything is put in place, to capture references
 * or open connections; `run` tries to leave, and returns the text that came back.
 */
export interface WayOut<State = unknown> {
  name: string;
  /** Packages, `program:<name>`, `target:<name>`, `builtin:<name>` or `process.<name>`, without which the probe is "not installed". */
  needs?: readonly string[];
  /** True when a tape can answer it: HTTP/1.1 from a supported client. */
  answerable?: boolean;
  /** Starts the probe with a connection to `tcp` that is open already, as descriptor 4. */
  inherits?: boolean;
  /** For what has to start first, such as a browser. */
  limitMs?: number;
  before?: (context: ProbeContext) => State;
  run: (context: ProbeContext, state: Awaited<State>) => Promise<unknown>;
}

/** Declares a way out, with the type of what its `before` leaves for its `run`. */
export function wayOut<State>(way: WayOut<State>): WayOut {
  return way as WayOut;
}

/** The descriptor of the connection that a probe `inherits`. */
export const INHERITED = 4;

/** The answer of a probe that got out where no server can count, such as a name that was resolved. */
export const REACHED = 'agent-replay:reached';
