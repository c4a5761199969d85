import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CASSETTE_FILE, writeCassette } from '@agent-replay/cassette';
import type { FixtureInput, Interaction, Json } from '@agent-replay/contracts';
import { createRedactor, type Redactor, writeJsonAtomic } from '@agent-replay/redaction';
import { createReplayer, type Replayer } from '../child/replay-in-child.ts';
import type { Config } from '../config/config.ts';
import type { LoadedFixture } from '../discover/loaded-fixture.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import { countParts } from './shrink-json.ts';

/** What of a fixture may become smaller. */
export interface Package {
  interactions: readonly Interaction[];
  state: FixtureInput['state'];
  payload: Json;
}

/** Replays a candidate. */
export interface Probe {
  redactor: Redactor;
  replay: (candidate: Package) => Promise<ReplayResult>;
  close: () => void;
}

/** How many parts there are that could be left out. */
export function partsOf({ interactions, state, payload }: Package): number {
  const inState = state.reduce((sum, { content }) => sum + 1 + countParts(content), 0);
  return interactions.length + inState + countParts(payload);
}

/** Replays candidates in a folder of their own, into a store of their own. */
export function createProbe(base: string, fixture: LoadedFixture, config: Config): Probe {
  const dir = join(base, fixture.suite, fixture.fixture_id);
  const replayer: Replayer = createReplayer({ config, store: join(base, 'runs.db'), mode: 'cassette' });
  const redactor = createRedactor({});
  let isCopied = false;
  return {
    redactor,
    async replay(candidate: Package): Promise<ReplayResult> {
      if (!isCopied) {
        await mkdir(dirname(dir), { recursive: true });
        await cp(fixture.dir, dir, { recursive: true });
        isCopied = true;
      }
      await writePackage(dir, fixture, candidate, redactor);
      return replayer.replay(dir);
    },
    close: () => replayer.close(),
  };
}

/** Writes a fixture with nothing more in it than that. */
export async function writePackage(
  dir: string,
  fixture: LoadedFixture,
  found: Package,
  redactor: Redactor,
): Promise<void> {
  const { interactions, state, payload } = found;
  const input = { ...fixture.input, state, task: { ...fixture.input.task, payload } };
  await writeJsonAtomic(join(dir, 'input.json'), input as unknown as Json, { redactor });
  const ids = new Set(interactions.map(({ id }) => id));
  const calls = interactions.map((call) => {
    const { within, ...alone } = call;
    return within === undefined || ids.has(within) ? call : alone;
  });
  await writeCassette(join(dir, CASSETTE_FILE), calls, { redactor });
}
