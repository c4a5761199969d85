import { machineTime } from '@agent-replay/contracts/machine';
import { hasTimedSharedWait } from './patch-shared-waits.ts';
import { running, underWay } from './under-way.ts';

/** What can be seen of a process that may still go on by itself. */
export interface Sights {
  now: () => number;
  /** Milliseconds of CPU that the other threads of the process have taken: Node's pool, the engine's compilers. */
  othersMs: () => number;
  /** Returns a test, cheap enough for each turn: is there a request, a handle, a program or a worker that was not there then? */
  begin: () => () => boolean;
  /** True while something holds the event loop that Node's own lists leave out: a timer within so many milliseconds, a handle that was let go of. */
  isHeld: (withinMs: number) => boolean;
}

/** The limit of a run is a timer of its own, set a moment after the wait begins. */
const LIMIT_SLACK_MS = 100;
const TIMERS = new Set(['Timeout']);
const COUNTED_APART = new Set(['timer', 'signal']);

const { now } = machineTime();
// As they are before any code of an agent's.
const report = process.report as NodeJS.ProcessReport & { excludeNetwork: boolean };
const getReport = report.getReport.bind(report);
const cpuUsage = process.cpuUsage.bind(process);
const threadCpuUsage = process.threadCpuUsage.bind(process);

let runnersAddons: ReadonlySet<string> | undefined;
/** By kind, the handles that a process has before its first replay: its own, and its runner's. */
let usual: Map<string, number> | undefined;

/** Has to be called before any code of a user's, setup files included. */
export function keepAddons(): void {
  runnersAddons ??= new Set(loopNow().sharedObjects.filter(isAddon));
}

/** Has to be called before an agent is loaded. */
export function keepUsual(): void {
  keepAddons();
  usual ??= handlesOf(loopNow().libuv);
}

export const sights: Sights = {
  now,
  othersMs: () => milliseconds(cpuUsage()) - milliseconds(threadCpuUsage()),
  begin() {
    const before = underWay(TIMERS);
    const programs = new Set(running());
    const signals = signalListeners();
    return () =>
      running().some((each) => !programs.has(each)) ||
      [...underWay(TIMERS)].some(([name, number]) => number > (before.get(name) ?? 0)) ||
      signalListeners() > signals;
  },
  isHeld(withinMs) {
    const { libuv, sharedObjects } = loopNow();
    // What native code waits for is in no list.
    if (sharedObjects.some((file) => isAddon(file) && runnersAddons?.has(file) !== true)) return true;
    if ([...handlesOf(libuv)].some(([kind, number]) => number > (usual?.get(kind) ?? 0))) return true;
    // The first is that of Node's timers. The rest are V8's, which sets some after it has collected garbage.
    const ofNode = libuv.find(({ type }) => type === 'timer');
    const isSoon = ofNode?.is_active === true && (ofNode.firesInMsFromNow ?? 0) < withinMs - LIMIT_SLACK_MS;
    return isSoon || hasTimedSharedWait();
  },
};

interface LoopReport {
  libuv: { type: string; is_active: boolean; firesInMsFromNow?: number }[];
  sharedObjects: string[];
}

/** Node's diagnostic report, without what takes long to find out. */
function loopNow(): LoopReport {
  const { excludeNetwork } = report;
  report.excludeNetwork = true;
  try {
    return getReport() as LoopReport;
  } finally {
    report.excludeNetwork = excludeNetwork;
  }
}

function isAddon(file: string): boolean {
  return file.endsWith('.node');
}

function handlesOf(libuv: LoopReport['libuv']): Map<string, number> {
  const found = new Map<string, number>();
  for (const { type, is_active: isActive } of libuv)
    if (isActive && !COUNTED_APART.has(type)) found.set(type, (found.get(type) ?? 0) + 1);
  return found;
}

/** Node lets go of the handles of signals. */
function signalListeners(): number {
  return process
    .eventNames()
    .filter((name) => String(name).startsWith('SIG'))
    .reduce((sum, name) => sum + process.listenerCount(name), 0);
}

function milliseconds({ user, system }: { user: number; system: number }): number {
  return (user + system) / 1000;
}
