import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, resolve as resolvePath } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type NetnsState, spawnInNamespace } from '@agent-replay/cassette';
import { type CheckResult, FixtureInput, type Mode, type ReasonCode, REASONS } from '@agent-replay/contracts';
import { codeVersion } from '@agent-replay/runs';
import type { Config } from '../config/config.ts';
import { fixtureSha256 } from '../discover/fixture-sha256.ts';
import { ownFiles } from '../guard/own-files.ts';
import { storeRules } from '../guard/store-rules.ts';
import { sweepTemporaryOnce } from '../workspace/sweep-temporary.ts';
import { emptyEvidence } from '../replay/empty-evidence.ts';
import { exitCodeOf } from '../replay/exit-code.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import { atSignal } from './at-signal.ts';
import { createSeal, type Seal } from './create-seal.ts';
import { endWithUs } from './end-with-us.ts';
import { createLastLines } from './last-lines.ts';
import type { KeyMessage, ReplayAnswer, ReplayRequest } from './messages.ts';

export interface ReplayerOptions {
  config: Config;
  mode?: Mode;
  /** @default the config's */
  store?: string;
  /** Folder whose commit is recorded. @default the config's */
  root?: string;
  /** The Git ref whose code that is, where it is not the code in the project's folder. */
  ref?: string;
  /** A command that stands for the agent of every fixture. */
  exec?: readonly string[];
  /** The environment of the child. @default this process's */
  env?: NodeJS.ProcessEnv;
}

/** Replays fixtures in a child process with the guard as its first code. */
export interface Replayer {
  replay: (dir: string) => Promise<ReplayResult>;
  /** Whether the kernel keeps the last child and all that it starts off the network, and why not. */
  netns: () => NetnsState;
  /** The end of what the process of the last replay wrote to its standard output and error, as agents do for people. */
  written: () => string;
  close: () => void;
}

const KEPT_OUTPUT = 16 * 1024;
/** What a replay may take beyond its own time limit, for loading and tear-down; told in docs/architecture.md. */
const GRACE_MS = 30_000;
/** What a child that has nothing more to replay may take to end. */
const END_MS = 2_000;

/**
 * Makes a replayer. A child that dies takes only the fixture with it that it was replaying; the next
 * one gets a new child. In `strict`, and with `isolate`, every fixture has a child of its own.
 */
export function createReplayer(options: ReplayerOptions): Replayer {
  let child: Child | null = null;
  let netns: NetnsState = { active: false, reason: 'nothing was replayed' };
  let written = '';
  const mode = options.mode ?? options.config.mode;
  const isAlone = mode === 'strict' || options.config.isolate;
  return {
    async replay(dir) {
      child ??= await startChild(options);
      netns = child.netns;
      const version = await codeVersion(options.root ?? options.config.root);
      const { config, store, exec, ref } = options;
      const request = {
        dir,
        root: config.root,
        mode,
        ...(store !== undefined && { store }),
        ...(exec !== undefined && { exec }),
        ...(ref !== undefined && { ref }),
        codeVersion: version,
        match: config.match,
      };
      const result = await child.ask(request, limitOf(dir));
      written = child.written();
      if (!child.isAlive() || isAlone) {
        child.stop();
        child = null;
      }
      return result;
    },
    netns: () => netns,
    written: () => written,
    close: () => child?.stop(),
  };
}

type Unasked = Omit<ReplayRequest, 'id'>;

interface Child {
  netns: NetnsState;
  ask: (request: Unasked, limitMs: number) => Promise<ReplayResult>;
  /** What it wrote since it was last asked; nothing where the answer holds that. */
  written: () => string;
  isAlive: () => boolean;
  stop: () => void;
}

async function startChild(options: ReplayerOptions): Promise<Child> {
  const entry = fileURLToPath(new URL(`./child-main${extname(import.meta.url)}`, import.meta.url));
  void sweepTemporaryOnce();
  const temporary = mkdtempSync(join(tmpdir(), `agent-replay-child-${process.pid}-`));
  const { config, mode = config.mode } = options;
  const store = options.store ?? config.store;
  const policy = {
    mode: mode === 'record' ? ('off' as const) : mode,
    allow: [...config.allow, ...storeRules(store)],
    // Between fixtures and at the end of the process what an agent left behind is no freer than its run was.
    workspace: temporary,
    protect: mode === 'record' ? [] : ownFiles(config, store),
    exit: false,
    claim: true,
  };
  const forgetFolder = atSignal(() => rmSync(temporary, { recursive: true, force: true }));
  const { child, netns, close } = await spawnInNamespace(process.execPath, [...process.execArgv, entry], {
    policy,
    cwd: options.config.root,
    env: { ...(options.env ?? process.env), TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  endWithUs(child);
  const key = randomBytes(32);
  const seal = createSeal(key);
  let asked = 0;
  // Before all else, and so before any code of an agent: what then comes without the seal is none of the replay's.
  child.send({ key: [...key] } satisfies KeyMessage, () => undefined);
  const output = createLastLines(KEPT_OUTPUT);
  // A pipe may split what it carries within a character.
  child.stdout?.setEncoding('utf8').on('data', output.stream());
  child.stderr?.setEncoding('utf8').on('data', output.stream());
  let isAlive = true;
  const forgetChild = atSignal(() => {
    child.kill('SIGKILL');
    void close();
  });
  child.once('exit', () => {
    isAlive = false;
    rmSync(temporary, { recursive: true, force: true });
    void close();
    forgetChild();
    forgetFolder();
  });
  return {
    netns,
    // One that was told to end may take its time.
    isAlive: () => isAlive && !child.killed,
    stop() {
      // Not by a signal: agents and their libraries listen for SIGTERM, and then ending is theirs.
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
      child.once('exit', () => clearTimeout(timer));
    },
    async ask(request, limitMs) {
      const started = performance.now();
      output.clear();
      asked += 1;
      const end = await answerOf(child, seal, { ...request, id: asked }, limitMs);
      const duration_ms = Math.round(performance.now() - started);
      // What was written before the answer is read in the turn of the event loop that the answer is.
      await nextTurn();
      if ('result' in end) return end.result;
      const told = notReplayed(request, end, output.text());
      output.clear();
      return { ...told, duration_ms };
    },
    written: output.text,
  };
}

interface Unanswered {
  reason: Exclude<ReasonCode, `x_${string}`>;
  text: string;
}
type End = { result: ReplayResult } | Unanswered;

/** An agent can write to the channel, too: only what is sealed is an answer, and only that to this request. */
function answerOf(child: ChildProcess, seal: Seal, request: ReplayRequest, limitMs: number): Promise<End> {
  const { promise, resolve } = Promise.withResolvers<End>();
  const onMessage = (message: unknown): void => {
    const answer = seal.open(message) as ReplayAnswer | undefined;
    if (answer?.id === request.id) resolve(endBy(answer, request));
  };
  const onExit = (code: number | null, signal: string | null): void =>
    resolve({ reason: 'replay_crashed', text: `its process ended with ${signal ?? `exit code ${code}`}` });
  const onError = (error: Error): void => resolve({ reason: 'infrastructure', text: error.message });
  const timer = setTimeout(() => {
    resolve({ reason: 'timeout', text: limitText(limitMs) });
    child.kill('SIGKILL');
  }, limitMs);
  child.on('message', onMessage).on('close', onExit).on('error', onError);
  child.send(seal.close(request), (error) => {
    if (error !== null) onError(error);
  });
  return promise.finally(() => {
    clearTimeout(timer);
    child.off('message', onMessage).off('close', onExit).off('error', onError);
  });
}

function endBy(answer: ReplayAnswer, { dir, root }: ReplayRequest): End {
  if ('error' in answer) return { reason: 'infrastructure', text: answer.error };
  const { result } = answer;
  if (result.dir === resolvePath(root, dir)) return { result };
  return { reason: 'infrastructure', text: `its process answered for ${result.dir}` };
}

function limitText(limitMs: number): string {
  const [limit, grace] = [limitMs - GRACE_MS, GRACE_MS].map((ms) => `${Math.round(ms / 1000)} s`);
  return `its process did not answer within its time limit of ${limit} and the ${grace} for loading and tear-down`;
}

function limitOf(dir: string): number {
  try {
    const input = FixtureInput.parse(JSON.parse(readFileSync(join(dir, 'input.json'), 'utf8')));
    return Math.min(input.timeout_seconds * 1000 + GRACE_MS, 2 ** 31 - 1);
  } catch {
    return GRACE_MS;
  }
}

/** What the result is of: without it the result of an earlier replay would still hold. */
function digestOf(dir: string): string | null {
  try {
    return fixtureSha256(dir);
  } catch {
    return null;
  }
}

function withTail(text: string, output: string): string {
  const lines = output.trimEnd().split('\n').slice(-20).join('\n');
  return lines === '' ? text : `${text}; the last it wrote:\n${lines}`;
}

function notReplayed(
  request: Unasked,
  { reason, text }: Unanswered,
  output: string,
): Omit<ReplayResult, 'duration_ms'> {
  const [line = ''] = text.split('\n', 1);
  const verdict: CheckResult = {
    status: REASONS[reason].status,
    failure_class: reason,
    failure_reason: `${reason}: ${line}`,
    issues: [{ code: reason, path: '', expected: 'an answer from the replay', received: line }],
  };
  return {
    fixture_id: basename(request.dir),
    suite: basename(dirname(request.dir)),
    dir: request.dir,
    tier: 'full',
    mode: request.mode ?? 'cassette',
    ok: false,
    exit_code: exitCodeOf(verdict.status, reason),
    verdict,
    proof: 'unproven',
    proof_reason: null,
    fixture_sha256: digestOf(request.dir),
    code_sha256: null,
    dependencies: { installed_sha256: null, lock_sha256: null },
    run: null,
    evidence: emptyEvidence(),
    ledger: null,
    drift: [],
    waits_ms: [],
    error: withTail(text, output),
  };
}
