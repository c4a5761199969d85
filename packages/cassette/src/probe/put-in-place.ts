import type { CassetteOptions } from '../cassette-options.ts';

/** What stands between a probe and the world. */
export type Column = 'nothing' | 'msw' | 'nock' | 'ours';

export interface Placement {
  column: Column;
  /** What answers HTTP for `ours`: an interceptor, or none but the guard. */
  interceptor: 'msw' | 'nock' | 'none';
  /** A tape to record or to replay; none for an empty one. */
  tape: { folder: string; mode: 'record' | 'strict' } | null;
  load: (name: string) => Promise<unknown>;
}

/** What is taken away when the probe is done. */
export interface Placed {
  /** How many calls the tape answered, and how many rows its ledger has. */
  close: () => Promise<{ served: number; rows: number }>;
}

const NOTHING: Placed = { close: async () => ({ served: 0, rows: 0 }) };

/** The packages that a wall is made of, beyond this one's own. */
export function packagesOf({ column, interceptor }: Omit<Placement, 'load'>): string[] {
  if (column === 'ours') return interceptor === 'nock' ? ['nock'] : [];
  return column === 'nothing' ? [] : [column];
}

/** Puts a column's wall in place, set as strictly as its documentation tells. */
export async function putInPlace({ column, interceptor, tape, load }: Placement): Promise<Placed> {
  if (tape?.mode === 'record') return open({ path: tape.folder, mode: 'record' });
  if (column === 'msw') return msw(load);
  if (column === 'nock') return nock(load);
  if (column === 'nothing' || interceptor === 'none') return NOTHING;
  return open({
    mode: 'strict',
    interceptor,
    ...(tape === null ? { path: 'nothing recorded', interactions: [] } : { path: tape.folder }),
  });
}

async function open(options: CassetteOptions): Promise<Placed> {
  const { openCassette } = await import('../open-cassette.ts');
  const cassette = await openCassette(options);
  return {
    async close() {
      const { served, blocked, misses } = await cassette.close();
      return { served: served.length, rows: blocked.length + misses.length };
    },
  };
}

async function msw(load: Placement['load']): Promise<Placed> {
  const { setupServer } = (await load('msw/node')) as {
    setupServer: () => { listen: (options: object) => void };
  };
  // The option was renamed in 3.0; each version passes over the other's.
  setupServer().listen({ onUnhandledRequest: 'error', onUnhandledFrame: 'error' });
  return NOTHING;
}

async function nock(load: Placement['load']): Promise<Placed> {
  const { default: library } = (await load('nock')) as { default: { disableNetConnect: () => void } };
  library.disableNetConnect();
  return NOTHING;
}
