import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { guardedStart } from '../guard/load-guard.ts';
import { openTargets, type OpenTargets } from './open-targets.ts';
import type { FromChild, ToChild } from './probe-child.ts';
import type { Column, Placement } from './put-in-place.ts';
import { waysOut } from './ways/ways-out.ts';
import type { WayOut } from './way-out.ts';

/**
 * What became of a probe: `leak` when the server saw it, `refused` when it ended without, `answered`
 * when the tape answered, `hang` when it did neither; `not installed` where its client is missing,
 * `not counted` where it does not reach the server even with nothing in the way.
 */
export type ProbeOutcome = 'leak' | 'refused' | 'answered' | 'hang' | 'not installed' | 'not counted';

/** One probe in one column. */
export interface ProbeRun {
  outcome: ProbeOutcome;
  /** From the attempt to its end. */
  ms: number;
  /** From the refusal, which is in the ledger by then, to the client's own error; null where one of them is not known. */
  refusalMs: number | null;
  /** Rows in the ledger; null where there is no ledger. */
  rows: number | null;
  /** True when the client was given our typed error, somewhere in its chain of causes. */
  typed: boolean;
  error: string | null;
  callSite: string | null;
}

/** A way out, and what each wall made of it. */
export interface ProbeResult {
  name: string;
  results: Record<Column, ProbeOutcome>;
  runs: Record<Column, ProbeRun>;
}

export interface RunProbesOptions {
  /** The Node to probe. @default the running one */
  node?: string;
  /** Probes whose name contains one of these. @default all */
  only?: readonly string[];
  /** @default all four */
  columns?: readonly Column[];
  /** What answers HTTP in the column `ours`. @default "msw" */
  interceptor?: Placement['interceptor'];
  /** Records each answerable probe first, and replays the tape in the column `ours`. */
  recorded?: boolean;
  /** Where packages are looked for. @default the working directory */
  project?: string;
  /** Probes at once. @default 2 */
  concurrency?: number;
  onProgress?: (done: ProbeResult, index: number, total: number) => void;
}

const COLUMNS: readonly Column[] = ['nothing', 'msw', 'nock', 'ours'];
const LIMIT_MS = 5000;
const START_LIMIT_MS = 20_000;
/** What was sent just before the end is still on its way to the server. */
const GRACE_MS = 30;
const childFile = new URL('../../dist/probe/probe-child.js', import.meta.url);

/**
 * Tries every way out of a Node process against a counting server on loopback, each in a process of
 * its own, with nothing, msw, nock and this package in the way.
 */
export async function runProbes(
  options: RunProbesOptions = {},
): Promise<{ node: string; probes: ProbeResult[] }> {
  const { node = process.execPath, only = [], concurrency = 2, onProgress } = options;
  const chosen = waysOut.filter(
    ({ name, answerable }) =>
      (only.length === 0 || only.some((part) => name.includes(part))) &&
      (options.recorded !== true || answerable === true),
  );
  const probes: ProbeResult[] = Array.from({ length: chosen.length });
  const waiting = [...chosen.entries()];
  let done = 0;
  async function work(): Promise<void> {
    const open = await openTargets();
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, way] = next;
        const result = await probe(way, node, open, options);
        probes[index] = result;
        done += 1;
        onProgress?.(result, done, chosen.length);
      }
    } finally {
      await open.close();
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
  return { node: await versionOf(node), probes };
}

async function probe(
  way: WayOut,
  node: string,
  open: OpenTargets,
  options: RunProbesOptions,
): Promise<ProbeResult> {
  const { columns = COLUMNS, interceptor = 'msw', recorded = false, project = process.cwd() } = options;
  const folder = await fs.mkdtemp(path.join(open.targets.folder, 'tape-'));
  const context = { way, node, open, project };
  const runs = {} as Record<Column, ProbeRun>;
  for (const column of columns) {
    if (recorded && column === 'ours')
      await run({ ...context, placement: { column, interceptor: 'msw', tape: { folder, mode: 'record' } } });
    const tape = recorded && column === 'ours' ? ({ folder, mode: 'strict' } as const) : null;
    const result = await run({ ...context, placement: { column, interceptor, tape } });
    const control = runs.nothing;
    runs[column] =
      control !== undefined && control.outcome.startsWith('not')
        ? { ...result, outcome: control.outcome }
        : result;
  }
  const results = Object.fromEntries(
    Object.entries(runs).map(([column, { outcome }]) => [column, outcome]),
  ) as ProbeResult['results'];
  return { name: way.name, results, runs };
}

interface Job {
  way: WayOut;
  node: string;
  open: OpenTargets;
  project: string;
  placement: Omit<Placement, 'load'>;
}

async function run({ way, node, open, project, placement }: Job): Promise<ProbeRun> {
  const { column, tape } = placement;
  const isGuarded = column === 'ours' && tape?.mode !== 'record';
  const ledger = path.join(open.targets.folder, `ledger-${Math.random().toString(36).slice(2)}.jsonl`);
  const guard = isGuarded
    ? guardedStart({ mode: 'strict', ledger, workspace: os.tmpdir() })
    : { execArgv: [], env: {} };
  const code = `const { runChild } = await import(${JSON.stringify(childFile.href)}); await runChild((name) => import(name));`;
  const started = performance.now();
  const child = spawn(node, [...guard.execArgv, '--no-warnings', '--input-type=module', '-e', code], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: open.caFile, ...guard.env },
  });
  let trouble = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    trouble = (trouble + text).slice(-2000);
  });

  let left = started;
  const report = await new Promise<FromChild | 'hang' | 'exit'>((resolve) => {
    let limit = setTimeout(resolve, START_LIMIT_MS, 'hang');
    child.on('message', (message: FromChild) => {
      if (message.phase !== 'ready' && message.phase !== 'placed') return resolve(message);
      clearTimeout(limit);
      if (message.phase === 'ready') {
        limit = setTimeout(resolve, START_LIMIT_MS, 'hang');
        open.reset();
        tell(child, 'go');
      } else {
        limit = setTimeout(resolve, way.limitMs ?? LIMIT_MS, 'hang');
        left = performance.now();
      }
    });
    // Node ends with 13 when the client was left waiting for something that will never happen.
    child.on('exit', (exitCode) => setTimeout(resolve, GRACE_MS, exitCode === 13 ? 'hang' : 'exit'));
    child.on('error', () => resolve('exit'));
    child.on('spawn', () => tell(child, { start: { name: way.name, targets: open.targets, placement } }));
  });
  const ms = Math.round(performance.now() - left);
  await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
  const hits = open.hits();
  child.kill('SIGKILL');

  const lines = isGuarded ? await readLedger(ledger) : [];
  const told = typeof report === 'object' && report.phase === 'done' ? report : null;
  const last = lines.at(-1)?.at;
  return {
    ms,
    ...judge(column, report, hits),
    rows: isGuarded ? Math.max(lines.length, told?.rows ?? 0) : null,
    refusalMs: told === null || last === undefined ? null : Math.max(0, told.at - last),
    ...(report === 'exit' ? { error: trouble.trim().slice(-300) } : {}),
  };
}

function judge(
  column: Column,
  report: FromChild | 'hang' | 'exit',
  hits: number,
): Omit<ProbeRun, 'ms' | 'rows' | 'refusalMs'> {
  const none = { typed: false, error: null, callSite: null };
  if (typeof report === 'object' && report.phase === 'absent')
    return { ...none, outcome: 'not installed', error: report.missing };
  const isOut = hits > 0 || (typeof report === 'object' && report.phase === 'done' && report.reached);
  const told = typeof report === 'object' && report.phase === 'done' ? report : null;
  const facts = {
    typed: told?.typed ?? false,
    error: told?.error ?? null,
    callSite: told?.sites.find((site) => site !== null) ?? null,
  };
  if (isOut) return { ...facts, outcome: 'leak' };
  if (column === 'nothing') return { ...facts, outcome: 'not counted' };
  if (report === 'hang') return { ...facts, outcome: 'hang' };
  return {
    ...facts,
    outcome: told !== null && told.served > 0 && told.error === null ? 'answered' : 'refused',
  };
}

async function readLedger(file: string): Promise<{ at: number }[]> {
  const text = await fs.readFile(file, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line.includes('"blocked"'));
  return lines.map((line) => JSON.parse(line) as { at: number });
}

function tell(child: ReturnType<typeof spawn>, message: ToChild): void {
  child.send(message, () => {});
}

async function versionOf(node: string): Promise<string> {
  if (node === process.execPath) return process.version;
  const child = spawn(node, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
  return (await child.stdout.setEncoding('utf8').toArray()).join('').trim();
}
