import path = require('node:path');
import captured = require('./captured.cts');
import addonName = require('./addon-name.cts');
import programs = require('./programs.cts');

const { basename, isAbsolute, resolve } = captured;
const { sep } = path;

/** What the guard lets pass. Crosses to children and workers as JSON in `AGENT_REPLAY_GUARD`. */
interface Policy {
  mode: 'cassette' | 'strict' | 'live' | 'off';
  /** `tcp:host:port`, `udp:host:port`, `listen:host:port`, `dns:name`, `unix:path`, `spawn:name`, `worker:file`, `addon:package`, `loader:name`, `fs:folder`, `signal:pid`, `inspector:name`. */
  allow: readonly string[];
  /** JSONL file that every refusal is appended to, by this process and by all that it starts. */
  ledger: string | null;
  /** In strict the only folder that may be written to, besides those of `fs:` rules. */
  workspace: string | null;
  /** Files and folders that nobody may change in any mode, whatever rules say: what a replay is judged by. */
  protect: readonly string[];
  /** True when the kernel already keeps the process tree off the network. */
  netns: boolean;
  /** Whether a refusal makes the process exit with code 97 instead of 0. */
  exit: boolean;
}

/** Something that the code wants to do outside the process. */
interface Operation {
  operation: string;
  target: string;
  host?: string;
  port?: number;
  path?: string;
  effect?: 'browser';
}

interface Rule {
  kind: string;
  host: string;
  port: number | null;
  name: string;
  /** What the name of a program stands for. */
  files?: readonly string[];
}

const MODES: readonly unknown[] = ['cassette', 'strict', 'live', 'off'];
/** From the loosest to the strictest. */
const STRICTNESS: readonly Policy['mode'][] = ['off', 'live', 'cassette', 'strict'];
const KINDS: readonly string[] = [
  'tcp',
  'udp',
  'listen',
  'dns',
  'unix',
  'spawn',
  'worker',
  'addon',
  'loader',
  'fs',
  'route',
  'signal',
  'inspector',
  // Of permits only: work of the wall's owner on what nobody else may change, and servers of the process itself.
  'own',
  'ownserver',
  'ownpipe',
];
/** Rules that name a host and a port, or `*` for any. */
const ENDPOINTS: ReadonlySet<string> = new Set(['tcp', 'udp', 'listen', 'ownserver']);
const MOST_PARSED = 500;
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '::1'];

/**
 * Reads a policy that came from outside. Nothing missing is a leave to pass: the defaults refuse.
 *
 * @throws {Error} naming the field that cannot be understood.
 */
function parsePolicy(value: unknown): Policy {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error("Failed to read the guard's policy: expected a JSON object.");
  }
  const {
    mode = 'cassette',
    allow = [],
    ledger = null,
    workspace = null,
    protect = [],
    netns = false,
    exit = true,
  } = value as Partial<Policy>;
  expect(MODES.includes(mode), '/mode', 'cassette, strict, live or off', mode);
  expect(Array.isArray(allow), '/allow', 'a list of rules', allow);
  for (const [index, rule] of allow.entries()) {
    expect(
      parseRule(rule) !== null && !/^own(?:pipe)?:/.test(rule),
      `/allow/${index}`,
      `a rule such as tcp:127.0.0.1:5432 or spawn:git (${KINDS.slice(0, -2).join(', ')})`,
      rule,
    );
  }
  expect(ledger === null || typeof ledger === 'string', '/ledger', 'a path', ledger);
  expect(workspace === null || typeof workspace === 'string', '/workspace', 'a path', workspace);
  expect(
    Array.isArray(protect) && protect.every((file) => typeof file === 'string'),
    '/protect',
    'a list of paths',
    protect,
  );
  return {
    mode,
    allow: [...allow],
    ledger: ledger === null ? null : resolve(ledger),
    workspace: workspace === null ? null : resolve(workspace),
    protect: protect.map(settledPath),
    netns: netns,
    exit: exit,
  };
}

/**
 * What holds when a second policy is laid over the one that stands: of each field the stricter one. A guard
 * that is off has none to keep.
 */
function tightenPolicy(held: Policy, next: Policy): Policy {
  if (held.mode === 'off') return { ...next, netns: held.netns };
  const { mode, workspace } = next;
  const isNarrower = workspace !== null && (held.workspace === null || isInside(workspace, held.workspace));
  return {
    mode: STRICTNESS.indexOf(mode) > STRICTNESS.indexOf(held.mode) ? mode : held.mode,
    allow: next.mode === 'off' ? held.allow : held.allow.filter((rule) => next.allow.includes(rule)),
    ledger: held.ledger ?? next.ledger,
    workspace: isNarrower ? workspace : held.workspace,
    protect: [...new Set([...held.protect, ...next.protect])],
    netns: held.netns,
    exit: held.exit || next.exit,
  };
}

/** Whether a policy refuses all that another one would, and lets pass all that the rules of that one name. */
function holdsPolicy(
  held: Policy,
  {
    mode,
    allow,
    workspace,
    protect,
  }: Pick<Policy, 'mode' | 'allow' | 'protect'> & { workspace: string | undefined },
): boolean {
  return (
    (held.mode === 'strict' || held.mode === mode) &&
    (workspace === undefined || held.workspace === workspace) &&
    allow.every((rule) => held.allow.includes(rule)) &&
    protect.every((file) => held.protect.some((folder) => isInside(file, folder)))
  );
}

/** Builds the question "is this operation on the allow-list?" once, for many operations. */
function createAllowList(allow: readonly string[]) {
  const rules = allow.map(parseRule).filter((rule) => rule !== null);
  /** Addresses that an allowed name was resolved to, so that a rule by name holds for them. */
  const names = new Map<string, Set<string>>();

  function reaches(rule: Rule, host: string): boolean {
    if (rule.kind === 'listen') return rule.host === '*' || rule.host === host;
    if (rule.host === host || (rule.host === 'localhost' && LOOPBACK.includes(host))) return true;
    return names.get(host)?.has(rule.host) ?? false;
  }

  function allows({ operation, host, port, path: file, target }: Operation): boolean {
    const kind = operation === 'http2' ? 'tcp' : operation === 'browser' ? 'spawn' : operation;
    return rules.some((rule) => {
      if (kind === 'dns') return resolves(rule, host ?? target);
      if (rule.kind !== kind) return false;
      if (ENDPOINTS.has(kind)) {
        return (
          host !== undefined && (rule.port === null || rule.port === port) && reaches(rule, normalHost(host))
        );
      }
      if (kind === 'fs' || kind === 'own') return isInside(file ?? target, rule.name);
      if (kind === 'unix' || kind === 'ownpipe') return file === rule.name;
      if (kind === 'spawn') return rule.name === '*' || isProgram(rule, file);
      if (kind === 'addon' && rule.name === addonName(file ?? target)) return true;
      return matchesName(rule.name, file ?? target);
    });
  }

  function learn(name: string, addresses: readonly string[]): void {
    for (const address of addresses) {
      const known = names.get(normalHost(address)) ?? new Set();
      names.set(normalHost(address), known.add(normalHost(name)));
    }
  }

  return { allows, learn, rules };
}

/** Each fixture brings the same ones. */
const parsed = new Map<string, Rule | null>();
const settledPaths = new Map<string, string>();

/** An absolute path without its detours; another one depends on where the process is. */
function settledPath(file: string): string {
  const known = settledPaths.get(file);
  if (known !== undefined) return known;
  const settled = resolve(file);
  if (settledPaths.size > MOST_PARSED) settledPaths.clear();
  if (isAbsolute(file)) settledPaths.set(file, settled);
  return settled;
}

/** A rule in its parts; null for what is none. */
function parseRule(text: unknown): Rule | null {
  if (typeof text !== 'string') return null;
  const known = parsed.get(text);
  if (known !== undefined) return known;
  if (parsed.size > MOST_PARSED) parsed.clear();
  const rule = readRule(text);
  parsed.set(text, rule);
  return rule;
}

function readRule(text: string): Rule | null {
  const [, kind, rest] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
  if (kind === undefined || rest === undefined || !KINDS.includes(kind)) return null;
  if (ENDPOINTS.has(kind)) {
    const [, host, port] = /^(\[[^\]]+\]|[^:]+):(\d{1,5}|\*)$/.exec(rest) ?? [];
    if (host === undefined || port === undefined || Number(port) > 65_535) return null;
    return { kind, host: normalHost(host), port: port === '*' ? null : Number(port), name: rest };
  }
  const isFile = kind === 'fs' || kind === 'own';
  if (isFile && !isAbsolute(rest)) return null;
  const name = isFile ? resolve(rest) : rest;
  const rule = { kind, host: kind === 'dns' ? normalHost(rest) : '', port: null, name };
  return kind === 'spawn' && name !== '*' ? { ...rule, files: programs.allowedPrograms(name) } : rule;
}

/** Resolving is part of reaching: who may dial a name may look it up. */
function resolves(rule: Rule, name: string): boolean {
  const host = normalHost(name);
  if (rule.kind === 'dns') return rule.host === host;
  if (rule.kind !== 'tcp' && rule.kind !== 'udp') return false;
  return rule.host === host || (host === 'localhost' && LOOPBACK.includes(rule.host));
}

/** Of the file that is going to run, where it is: another one with its name is another program. */
function isProgram({ files = [] }: Rule, file: string | undefined): boolean {
  return file !== undefined && isAbsolute(file) && files.includes(programs.placeOf(file));
}

/** Rules as a child gets them, whose `PATH` may be another: programs by their files. */
function settleRules(allow: readonly string[]): string[] {
  return allow.flatMap((text) => {
    const rule = parseRule(text);
    return rule?.files === undefined ? [text] : rule.files.map((file) => `spawn:${file}`);
  });
}

function matchesName(name: string, file: string): boolean {
  if (name === '*' || name === file) return true;
  return !name.includes('/') && basename(file) === name;
}

/** True for a folder itself and everything below it; both as `resolve` gives them. */
function isInside(file: string, folder: string): boolean {
  if (sep !== '/') [file, folder] = [file.toLowerCase(), folder.toLowerCase()];
  return file === folder || file.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** What is spelt so already: an address, a name without a trailing dot. */
const NORMAL = /^[\da-z](?:[\da-z.-]*[\da-z])?$/;

/** One spelling for one host: no brackets, no zone of IPv4-in-IPv6, lower case. */
function normalHost(host: string): string {
  if (NORMAL.test(host)) return host;
  return host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

function expect(holds: boolean, pointer: string, expected: string, received: unknown): void {
  if (!holds)
    throw new Error(
      `Failed to read the guard's policy: ${pointer}: expected ${expected}, received ${JSON.stringify(received)}.`,
    );
}

const policy = { createAllowList, holdsPolicy, isInside, parsePolicy, settleRules, tightenPolicy };
namespace policy {
  export type GuardPolicy = Policy;
  export type GuardOperation = Operation;
  export type AllowList = ReturnType<typeof createAllowList>;
}
export = policy;
