import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { guardedStart } from '../guard/load-guard.ts';
import { findPackage } from './find-package.ts';
import type { OpenTargets } from './open-targets.ts';
import type { FromChild, ToChild } from './probe-child.ts';
import { type Column, packagesOf, type Placement } from './put-in-place.ts';
import type { Targets, WayOut } from './way-out.ts';

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

/** Far beyond what a refusal takes, so that a busy machine does not look like a hang. */
const LIMIT_MS = 15_000;
const START_LIMIT_MS = 60_000;
/** What was sent just before the end is still on its way to the server. */
const GRACE_MS = 30;
const childFile = new URL('../../dist/bundle/probe-child.js', import.meta.url);

export interface ProbeJob {
  way: WayOut;
  node: string;
  open: OpenTargets;
  /** Folders whose packages are tried, best first. */
  roots: readonly string[];
  placement: Omit<Placement, 'load'>;
}

/** Tries one way out against one wall, in a process of its own. */
export async function runProbe({ way, node, open, roots, placement }: ProbeJob): Promise<ProbeRun> {
  const { column, tape } = placement;
  const isGuarded = column === 'ours' && tape?.mode !== 'record';
  const own = await fs.mkdtemp(path.join(open.folder, 'probe-'));
  const [workspace, outside] = [path.join(own, 'workspace'), path.join(own, 'outside')];
  for (const each of [workspace, outside]) await fs.mkdir(each);
  await fs.writeFile(path.join(outside, 'there'), 'x');
  const targets = { ...open.targets, folder: workspace, outside };
  const ledger = path.join(own, 'ledger.jsonl');
  const guard = isGuarded ? guardedStart({ mode: 'strict', ledger, workspace }) : { execArgv: [], env: {} };
  const code = `const { runChild } = await import(${JSON.stringify(childFile.href)}); await runChild((name) => import(name));`;
  const inherited = way.inherits === true ? await connected(targets) : null;
  const started = performance.now();
  const child = spawn(node, [...guard.execArgv, '--no-warnings', '--input-type=module', '-e', code], {
    cwd: rootFor(way, placement, roots),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', ...(inherited === null ? [] : [inherited])],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      NODE_EXTRA_CA_CERTS: open.caFile,
      TMPDIR: workspace,
      ...guard.env,
    },
  });
  let trouble = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    trouble = (trouble + text).slice(-2000);
  });

  let left = started;
  let isPlaced = false;
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
        isPlaced = true;
      }
    });
    // Node ends with 13 when the client was left waiting for something that will never happen.
    child.on('exit', (exitCode) => setTimeout(resolve, GRACE_MS, exitCode === 13 ? 'hang' : 'exit'));
    child.on('error', () => resolve('exit'));
    child.on('spawn', () => tell(child, { start: { name: way.name, targets, placement } }));
  });
  const ms = Math.round(performance.now() - left);
  await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
  const hits = open.hits();
  child.kill('SIGKILL');
  inherited?.destroy();

  const lines = isGuarded ? await readLedger(ledger) : [];
  const told = typeof report === 'object' && report.phase === 'done' ? report : null;
  // What was refused before, to one who opened a connection beforehand, is another matter.
  const last = lines.findLast(({ at }) => told !== null && at >= told.began)?.at;
  return {
    ms,
    ...judge({ column, report, hits, isPlaced }),
    rows: isGuarded ? Math.max(lines.length, told?.rows ?? 0) : null,
    refusalMs: told === null || last === undefined ? null : Math.max(0, told.at - last),
    ...(report === 'exit' ? { error: trouble.trim().slice(-300) } : {}),
  };
}

async function connected({ tcp, host }: Pick<Targets, 'tcp' | 'host'>): Promise<net.Socket> {
  const socket = net.connect(tcp, host);
  await once(socket, 'connect');
  return socket;
}

function judge({
  column,
  report,
  hits,
  isPlaced,
}: {
  column: Column;
  report: FromChild | 'hang' | 'exit';
  hits: number;
  isPlaced: boolean;
}): Omit<ProbeRun, 'ms' | 'rows' | 'refusalMs'> {
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
  // A process that died before anything was tried shows nothing about the wall.
  if (column === 'nothing' || !isPlaced) return { ...facts, outcome: 'not counted' };
  if (report === 'hang') return { ...facts, outcome: 'hang' };
  return {
    ...facts,
    outcome: told !== null && told.served > 0 && told.error === null ? 'answered' : 'refused',
  };
}

/** The first folder that has all that the probe needs; where none has, the probe says what is missing. */
function rootFor(way: WayOut, placement: Omit<Placement, 'load'>, roots: readonly string[]): string {
  const needs = [...(way.needs ?? []), ...packagesOf(placement)].filter(
    (need) => !/^(?:program|target|builtin):|^process\./.test(need),
  );
  return (
    roots.find((root) => needs.every((need) => findPackage(need, root) !== null)) ?? roots[0] ?? process.cwd()
  );
}

async function readLedger(file: string): Promise<{ at: number }[]> {
  const text = await fs.readFile(file, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line.includes('"blocked"'));
  return lines.map((line) => JSON.parse(line) as { at: number });
}

function tell(child: ReturnType<typeof spawn>, message: ToChild): void {
  child.send(message, () => {});
}
