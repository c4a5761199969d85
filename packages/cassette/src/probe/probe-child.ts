import { findPackage } from './find-package.ts';
import { findProgram } from './find-program.ts';
import { packagesOf, type Placement, putInPlace } from './put-in-place.ts';
import { type ProbeContext, REACHED, type Targets, type WayOut } from './way-out.ts';
import { waysOut } from './ways/ways-out.ts';

/** What the parent tells a probe's process. */
export type ToChild =
  | { start: { name: string; targets: Targets; placement: Omit<Placement, 'load'> } }
  | 'go';

/** What the process tells, in this order; one that dies tells less. */
export type FromChild =
  | { phase: 'absent'; missing: string }
  | { phase: 'ready' | 'placed' }
  | {
      phase: 'done';
      text: string | null;
      error: string | null;
      typed: boolean;
      reached: boolean;
      served: number;
      rows: number;
      /** When it was tried, in milliseconds since the epoch. */
      began: number;
      /** When the client had its answer, in milliseconds since the epoch. */
      at: number;
      sites: (string | null)[];
    };

interface GuardView {
  entries: () => { call_site: string | null }[];
}

/** Runs one probe in this process, step by step with the parent that counts. */
export async function runChild(load: ProbeContext['load']): Promise<void> {
  const { start } = (await nextMessage()) as Exclude<ToChild, 'go'>;
  const way = waysOut.find(({ name }) => name === start.name) as WayOut;
  const root = process.cwd();
  const context: ProbeContext = {
    targets: start.targets,
    load: (name) => load(findPackage(name, root) ?? name),
  };
  const needs = [...(way.needs ?? []), ...packagesOf(start.placement)];
  const missing = needs.find((need) => !isPresent(need, start.targets, root));
  if (missing !== undefined) return send({ phase: 'absent', missing });

  const placement = { ...start.placement, load: context.load };
  const state = await way.before?.(context);
  const before = guardEntries().length;
  send({ phase: 'ready' });
  await nextMessage();

  const placed = await putInPlace(placement);
  send({ phase: 'placed' });
  const began = Date.now();
  const outcome = await attempt(way, context, state);
  const at = Date.now();
  send({
    phase: 'done',
    ...outcome,
    began,
    at,
    ...(await placed.close()),
    sites: guardEntries()
      .slice(before)
      .map((row) => row.call_site),
  });
}

async function attempt(way: WayOut, context: ProbeContext, state: unknown) {
  try {
    const answer = await way.run(context, state);
    return {
      text: typeof answer === 'string' ? answer : null,
      error: null,
      typed: false,
      reached: answer === REACHED,
    };
  } catch (error) {
    return { text: null, error: describe(error), typed: isTyped(error), reached: false };
  }
}

function guardEntries(): { call_site: string | null }[] {
  return (
    (Reflect.get(globalThis, Symbol.for('agent-replay.guard')) as GuardView | undefined)?.entries() ?? []
  );
}

function isPresent(need: string, targets: Targets, root: string): boolean {
  const [, kind, name] = /^(program|target|builtin):(.+)$/.exec(need) ?? [];
  if (need.startsWith('process.')) return Reflect.get(process, need.slice('process.'.length)) !== undefined;
  if (name === undefined) return findPackage(need, root) !== null;
  if (kind === 'program') return findProgram(name) !== null;
  if (kind === 'builtin') return hasBuiltin(name);
  return Reflect.get(targets, name) != null;
}

/** A module of Node's own, `sqlite`, or a method of one of its classes, `sqlite#DatabaseSync.createTagStore`. */
function hasBuiltin(name: string): boolean {
  const [id = '', method] = name.split('#');
  const found: unknown = process.getBuiltinModule(id);
  if (found === undefined || method === undefined) return found !== undefined;
  const [owner = '', member = ''] = method.split('.');
  const { prototype } = Reflect.get(found as object, owner) as { prototype: object };
  return member in prototype;
}

function isTyped(error: unknown): boolean {
  for (let at = error; typeof at === 'object' && at !== null; at = Reflect.get(at, 'cause')) {
    const code: unknown = Reflect.get(at, 'code');
    if (code === 'ERR_REPLAY_BLOCKED' || code === 'MISS' || code === 'BLOCKED') return true;
  }
  return /ERR_REPLAY_BLOCKED|agent-replay/.test(String(error));
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? ` <- ${error.cause.message}` : '';
  return `${String(error)}${cause}`.slice(0, 300);
}

function nextMessage(): Promise<unknown> {
  return new Promise((resolve) => process.once('message', resolve));
}

function send(message: FromChild): void {
  process.send?.(message);
}
