import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CASSETTE_FILE } from '../load-cassette.ts';
import { installClients } from './probe-clients.ts';
import type { Column, Placement } from './put-in-place.ts';
import { type ProbeJob, type ProbeOutcome, type ProbeRun, runProbe } from './run-probe.ts';

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
  /** Records each probe first, and replays the tape in the column `ours`. */
  recorded?: boolean;
  /** Where packages are looked for. @default the working directory */
  project?: string;
  /** Installs the clients that the project lacks into a temporary folder, with npm. @default false */
  install?: boolean;
  /** Probes at once. @default 2 */
  concurrency?: number;
  /** Where its temporary folders go. Its path is part of those of sockets, which have 104 bytes. @default that of the system */
  folder?: string;
  onProgress?: (done: ProbeResult, index: number, total: number) => void;
}

const COLUMNS: readonly Column[] = ['nothing', 'msw', 'nock', 'ours'];

/**
 * Tries every way out of a Node process against a counting server on loopback, each in a process of
 * its own, with nothing, msw, nock and this package in the way.
 */
export async function runProbes(
  options: RunProbesOptions = {},
): Promise<{ node: string; probes: ProbeResult[] }> {
  const { node = process.execPath, only = [], concurrency = 2, onProgress } = options;
  const prefix =
    options.folder === undefined
      ? path.join(tmpdir(), 'agent-replay-probe-')
      : path.join(options.folder, 'p-');
  // They load a good part of Node, which nobody needs who only replays.
  const [{ openTargets }, { waysOut }] = await Promise.all([
    import('./open-targets.ts'),
    import('./ways/ways-out.ts'),
  ]);
  const chosen = waysOut.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  const clients = options.install === true ? await installClients(prefix) : null;
  const roots = [options.project ?? process.cwd(), ...(clients === null ? [] : [clients.folder])];
  const probes: ProbeResult[] = Array.from({ length: chosen.length });
  const waiting = [...chosen.entries()];
  let done = 0;
  async function work(): Promise<void> {
    const open = await openTargets(prefix);
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, way] = next;
        const result = await probe({ way, node, open, roots }, options);
        probes[index] = result;
        done += 1;
        onProgress?.(result, done, chosen.length);
      }
    } finally {
      await open.close();
    }
  }
  try {
    await Promise.all(Array.from({ length: concurrency }, work));
  } finally {
    await clients?.remove();
  }
  return { node: await versionOf(node), probes };
}

/**
 * The ways out that reach the server with nothing in the way, and that this package neither refused,
 * with a row in the ledger, nor answered from the tape.
 */
export function openWays(probes: readonly ProbeResult[]): string[] {
  return probes
    .filter(({ runs: { nothing, ours } }) => {
      if (nothing !== undefined && nothing.outcome !== 'leak') return false;
      if (ours === undefined || ours.outcome === 'not installed') return false;
      return ours.outcome !== 'answered' && (ours.outcome !== 'refused' || (ours.rows ?? 0) === 0);
    })
    .map(({ name }) => name);
}

/** What could not be tried because it is not installed, sorted. */
export function missingClients(probes: readonly ProbeResult[]): string[] {
  const missing = probes
    .flatMap(({ runs }) => Object.values(runs))
    .filter(({ outcome }) => outcome === 'not installed');
  return [
    ...new Set(missing.map(({ error }) => String(error).replace(/^(?:program|target|builtin):/, ''))),
  ].toSorted();
}

async function probe(context: Omit<ProbeJob, 'placement'>, options: RunProbesOptions): Promise<ProbeResult> {
  const { columns = COLUMNS, interceptor = 'msw', recorded = false } = options;
  const runs = {} as ProbeResult['runs'];
  for (const column of columns) {
    const control = runs.nothing;
    if (control?.outcome.startsWith('not')) {
      runs[column] = control;
      continue;
    }
    const tape = recorded && column === 'ours' ? await record(context) : null;
    runs[column] = await runProbe({ ...context, placement: { column, interceptor, tape } });
  }
  const results = Object.fromEntries(
    Object.entries(runs).map(([column, { outcome }]) => [column, outcome]),
  ) as ProbeResult['results'];
  return { name: context.way.name, results, runs };
}

/** The tape of a probe; null for a way out that leaves nothing on one. */
async function record(context: Omit<ProbeJob, 'placement'>): Promise<Placement['tape']> {
  const folder = await fs.mkdtemp(path.join(context.open.folder, 'tape-'));
  const placement = { column: 'ours', interceptor: 'msw', tape: { folder, mode: 'record' } } as const;
  await runProbe({ ...context, placement });
  const isKept = (await fs.readdir(folder)).includes(CASSETTE_FILE);
  return isKept ? { folder, mode: 'strict' } : null;
}

async function versionOf(node: string): Promise<string> {
  if (node === process.execPath) return process.version;
  const child = spawn(node, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
  return (await child.stdout.setEncoding('utf8').toArray()).join('').trim();
}
