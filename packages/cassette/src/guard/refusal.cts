import captured = require('./captured.cts');

type Blocked = refusal.BlockedRow;

/** UV_ENETUNREACH: interceptors turn an error without `errno` into a response with status 500. */
const ENETUNREACH = -101;
const INTERNAL =
  /node:|[\\/]guard[\\/](?:hooks[\\/])?[a-z0-9-]+\.c[jt]s|[\\/]cassette[\\/](?:dist[\\/]bundle|(?:dist|src)[\\/]interceptors)[\\/][a-z-]+\.[jt]s|[\\/]node_modules[\\/](?:@mswjs|msw|nock|undici)[\\/]|<anonymous>\)?$/;
const FRAMES = 30;

/**
 * The error that a refused operation ends with, on the client's own way of reporting errors. Its message is in verdicts,
 * and where it was called is not in the message: runners and transforms name frames in their own ways.
 */
function createRefusal(blocked: Blocked): Error {
  const { code, operation, target, call_site: callSite } = blocked;
  const { why, lines, fix } = code === 'CASSETTE_CLOSED' ? LEFT_BEHIND : UNRECORDED;
  const error = new Error(
    [
      `Failed to ${VERBS[operation] ?? operation} "${target}": agent-replay refused it; ${why}.`,
      ...lines,
      `  fix        ${fix}, or allow it: allow: [${JSON.stringify(ruleFor(blocked))}]`,
    ].join('\n'),
  );
  error.name = 'ReplayBlockedError';
  return Object.assign(error, {
    code: 'ERR_REPLAY_BLOCKED',
    errno: ENETUNREACH,
    syscall: operation,
    operation,
    host: blocked.host,
    port: blocked.port,
    path: blocked.path,
    callSite,
  });
}

const UNRECORDED = {
  why: 'it is neither recorded nor allowed',
  lines: [],
  fix: 'do it within a tool(), whose answer is recorded',
};

/** It meets tests of the user's own, too, where a worker is shared with fixtures. */
const LEFT_BEHIND = {
  why: 'a replay that is over has left behind what asks for it',
  lines: ['  cause      a timer, a loop or a listener of its run, or of a module that was loaded for it'],
  fix: 'end it before the run ends; for tests of your own that use such a module, isolate: true in the config of Vitest',
};

const VERBS: Readonly<Record<string, string>> = {
  tcp: 'connect to',
  http2: 'connect to',
  unix: 'connect to',
  udp: 'send to',
  listen: 'listen on',
  dns: 'resolve',
  spawn: 'start',
  browser: 'start',
  worker: 'start worker',
  addon: 'load',
  loader: 'register',
  fs: 'write',
  signal: 'signal the process',
  inspector: 'open the inspector for',
};

/** The entry of the allow-list that would let the operation pass. */
function ruleFor({ operation, target, host, port, path }: Blocked): string {
  if (operation === 'tcp' || operation === 'http2' || operation === 'udp') {
    return `${operation === 'udp' ? 'udp' : 'tcp'}:${host?.includes(':') === true ? `[${host}]` : host}:${port}`;
  }
  if (operation === 'browser') return `spawn:${path ?? target}`;
  return `${operation}:${path ?? target}`;
}

/**
 * The first line of the user's own code in a stack, else of a library's; null where none is left. A module is
 * named by its path, as a runner names it that transforms it, and not by its URL.
 */
function callSiteOf(error: Error): string | null {
  const frames = linesOf(error).filter((line) => !INTERNAL.test(line));
  const own = frames.find((line) => !/[\\/]node_modules[\\/]/.test(line)) ?? frames[0];
  return own?.replace(/^\s*at\s+/, '').replace(/file:\/\/.*?(?=[?#]|:\d+:\d+\)?$)/, pathOf) ?? null;
}

function pathOf(url: string): string {
  try {
    return captured.fileURLToPath(url);
  } catch {
    return url;
  }
}

/** `Error.prepareStackTrace` is the user's: it may give frames instead of text, or throw. */
function linesOf(error: Error): string[] {
  try {
    const stack: unknown = error.stack;
    if (Array.isArray(stack)) return stack.map(String);
    return typeof stack === 'string' ? stack.split('\n').slice(1) : [];
  } catch {
    return [];
  }
}

/** A stack deep enough to reach past a client's own frames. */
function captureStack(frames = FRAMES): Error {
  const limit = limitStacks(frames);
  const error = new Error('call site');
  limitStacks(limit);
  return error;
}

/** Returns the limit before; the property is the user's, too, and may throw. */
function limitStacks(frames: number | undefined): number | undefined {
  try {
    const limit = Error.stackTraceLimit;
    if (frames !== undefined) Error.stackTraceLimit = frames;
    return limit;
  } catch {
    return undefined;
  }
}

const refusal = { callSiteOf, captureStack, createRefusal };
namespace refusal {
  /** A refused operation, as it stands in the ledger. */
  export interface BlockedRow {
    code: string;
    operation: string;
    target: string;
    effect?: 'none' | 'read' | 'write' | 'account' | 'money' | 'browser' | undefined;
    host?: string | undefined;
    port?: number | undefined;
    path?: string | undefined;
    call_site: string | null;
  }
}
export = refusal;
