import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CASSETTE_FILE, comparedRequest, type MatchOptions, writeCassette } from '@agent-replay/cassette';
import {
  AgentReplayError,
  type FixtureInput,
  type Interaction,
  type Issue,
  type Json,
  jsonSha256,
} from '@agent-replay/contracts';
import { createRedactor, type Redactor, writeJsonAtomic } from '@agent-replay/redaction';
import { createReplayer, type Replayer } from '../child/replay-in-child.ts';
import type { Config } from '../config/config.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { reproduces } from '../discover/proof-faults.ts';
import type { LoadedFixture } from '../discover/loaded-fixture.ts';
import { redactorOf } from '../output/redactor-of.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import { inTemporaryFolder } from '../workspace/in-temporary-folder.ts';
import { smallestRequest } from './smallest-request.ts';
import { minimize } from './minimize.ts';
import { countParts, shrinkJson } from './shrink-json.ts';

/** What a fixture was reduced to. */
export interface Reduced {
  /** How many replays it took; at most parts × log2(parts), and four. */
  replays: number;
  /** Interactions, and parts of the state and of the input, before and after. */
  before: number;
  after: number;
  interactions: { before: number; after: number };
}

type State = FixtureInput['state'][number];

interface Package {
  interactions: readonly Interaction[];
  state: FixtureInput['state'];
  payload: Json;
}

interface SearchOptions {
  probe: Probe;
  /** Replays that making it smaller may take. */
  limit: number;
  config: Config;
}

/** Replays a candidate. */
interface Probe {
  redactor: Redactor;
  replay: (candidate: Package) => Promise<ReplayResult>;
  close: () => void;
}

/**
 * Leaves out of a fixture everything that its failure does not need: parts of the input and of the
 * state, recorded calls, and last, as far as the replays go, parts of their answers and of their prompts. What is left
 * still fails, on the code as it is now, with the same class, for the same cause, and for nothing else: a task without
 * what the agent needs would fail on any code, however it is fixed.
 *
 * @throws {AgentReplayError} `FREEZE_REFUSED` when the fixture does not fail with its class to begin with.
 */
export async function reduce(
  dir: string,
  { config, onStart }: { config: Config; onStart?: (limit: number) => void },
): Promise<Reduced> {
  const fixture = loadFixture(dir);
  const { input, interactions } = fixture;
  const whole: Package = { interactions, state: input.state, payload: input.task.payload };
  const before = partsOf(whole);
  const limit = Math.ceil(before * Math.log2(Math.max(2, before)));
  onStart?.(limit);
  return inTemporaryFolder('reduce', async (base) => {
    const probe = createProbe(base, fixture, config);
    try {
      const search = new Search(fixture, { probe, limit, config });
      const found = await smallest(whole, search);
      await writePackage(dir, fixture, found, probe.redactor);
      return {
        replays: search.replays,
        before,
        after: partsOf(found),
        interactions: { before: interactions.length, after: found.interactions.length },
      };
    } finally {
      probe.close();
    }
  });
}

/** Asks of candidates whether they still fail as the whole does. */
class Search {
  replays = 0;
  /** Ids of the calls that the last candidate which failed was answered with. */
  served: ReadonlySet<string> = new Set();
  #whole: ReplayResult | undefined;
  readonly #fixture: LoadedFixture;
  readonly #probe: Probe;
  readonly #limit: number;
  readonly config: Config;

  constructor(fixture: LoadedFixture, { probe, limit, config }: SearchOptions) {
    this.#fixture = fixture;
    this.#probe = probe;
    this.#limit = limit;
    this.config = config;
  }

  readonly mayTest = (): boolean => this.replays < this.#limit;

  /** @throws {AgentReplayError} `FREEZE_REFUSED` when the first, which is the whole, fails otherwise than it is said to */
  async fails(candidate: Package): Promise<boolean> {
    const { failure_class: wanted } = this.#fixture.notes;
    this.replays += 1;
    const seen = await this.#probe.replay(candidate);
    const isSameClass = reproduces(wanted, seen.verdict.failure_class);
    if (this.#whole === undefined && !isSameClass) throw notReproduced(this.#fixture, seen, this.config);
    this.#whole ??= seen;
    if (!isSameClass || !isSameFailure(this.#whole, seen)) return false;
    this.served = new Set(seen.ledger?.served);
    return true;
  }
}

/** The cheapest cuts first: what is left out early is not replayed again. */
async function smallest(whole: Package, search: Search): Promise<Package> {
  await search.fails(whole);
  let found = await withoutUnused(whole, search);
  found = await withSmallerPayload(found, search);
  found = await withFewerStates(found, search);
  found = await withSmallerStates(found, search);
  found = await withFewerCalls(found, search);
  found = await withSmallerAnswers(found, search);
  return withSmallerRequests(found, search);
}

async function withoutUnused(from: Package, search: Search): Promise<Package> {
  const interactions = from.interactions.filter(({ id }) => search.served.has(id));
  const candidate = { ...from, interactions };
  const isSmaller = interactions.length < from.interactions.length;
  return isSmaller && (await search.fails(candidate)) ? candidate : from;
}

async function withSmallerPayload(from: Package, search: Search): Promise<Package> {
  const having = (payload: Json): Package => ({ ...from, payload });
  const fails = (payload: Json) => search.fails(having(payload));
  return withoutUnused(having(await shrinkJson(from.payload, fails, search.mayTest)), search);
}

async function withFewerStates(from: Package, search: Search): Promise<Package> {
  const having = (state: readonly State[]): Package => ({ ...from, state: [...state] });
  return having(await minimize(from.state, (state) => search.fails(having(state)), search.mayTest));
}

async function withSmallerStates(from: Package, search: Search): Promise<Package> {
  let smaller = from;
  for (const [index, { ref, content }] of from.state.entries()) {
    const having = (each: Json): Package => ({
      ...smaller,
      state: smaller.state.with(index, { ref, sha256: jsonSha256(each), content: each }),
    });
    smaller = having(await shrinkJson(content, (each) => search.fails(having(each)), search.mayTest));
  }
  return withoutUnused(smaller, search);
}

async function withFewerCalls(from: Package, search: Search): Promise<Package> {
  const having = (interactions: readonly Interaction[]): Package => ({ ...from, interactions });
  return having(await minimize(from.interactions, (calls) => search.fails(having(calls)), search.mayTest));
}

async function withSmallerAnswers(from: Package, search: Search): Promise<Package> {
  let smaller = from;
  for (const { id } of from.interactions) {
    const index = smaller.interactions.findIndex((each) => each.id === id);
    const call = smaller.interactions[index];
    const answer = call === undefined ? undefined : answerOf(call);
    if (call === undefined || answer === undefined) continue;
    const having = (each: Json): Package => ({
      ...smaller,
      interactions: smaller.interactions.with(index, withAnswer(call, each)),
    });
    smaller = having(await shrinkJson(answer, (each) => search.fails(having(each)), search.mayTest));
    smaller = await withoutUnused(smaller, search);
  }
  return smaller;
}

/** Parts of prompts and of other requests that the tape does not compare, which costs one replay in all. */
async function withSmallerRequests(from: Package, search: Search): Promise<Package> {
  const compared = await comparedRequest(search.config.match as MatchOptions);
  const interactions = await Promise.all(from.interactions.map((call) => smallestRequest(call, compared)));
  const candidate = { ...from, interactions };
  const isSmaller = interactions.some((call, index) => call !== from.interactions[index]);
  return isSmaller && (await search.fails(candidate)) ? candidate : from;
}

/** The same cause, and no rule unmet that was met by the whole. */
function isSameFailure(whole: ReplayResult, part: ReplayResult): boolean {
  const ruleOf = ({ code, path }: Issue): string => `${code} ${path}`;
  const known = new Set(whole.verdict.issues.map(ruleOf));
  return (
    part.run?.fingerprint === whole.run?.fingerprint &&
    part.verdict.issues.every((issue) => known.has(ruleOf(issue)))
  );
}

function partsOf({ interactions, state, payload }: Package): number {
  const inState = state.reduce((sum, { content }) => sum + 1 + countParts(content), 0);
  return interactions.length + inState + countParts(payload);
}

/** The JSON that a call was answered with, where it has parts. */
function answerOf({ response }: Interaction): Json | undefined {
  if (response === undefined) return undefined;
  if ('result' in response) return response.result;
  const body = 'body' in response ? response.body : undefined;
  return typeof body === 'object' && 'json' in body ? body.json : undefined;
}

function withAnswer(call: Interaction, answer: Json): Interaction {
  const { response } = call;
  if (response === undefined) return call;
  const smaller =
    'result' in response ? { ...response, result: answer } : { ...response, body: { json: answer } };
  return { ...call, response: smaller } as Interaction;
}

function notReproduced(
  { dir, notes }: LoadedFixture,
  { verdict }: ReplayResult,
  { redact }: Config,
): AgentReplayError {
  return new AgentReplayError(
    'FREEZE_REFUSED',
    `Failed to reduce "${dir}": it does not fail with ${notes.failure_class} on this code.`,
    {
      lines: [
        [
          'replayed',
          redactorOf(redact).text([verdict.status, verdict.failure_reason ?? []].flat().join(', ')),
        ],
        ['fix', 'check out the code that failed, or keep the fixture as it is'],
      ],
      details: { dir, failure_class: notes.failure_class },
    },
  );
}

/** Replays candidates in a folder of their own, into a store of their own. */
function createProbe(base: string, fixture: LoadedFixture, config: Config): Probe {
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

async function writePackage(
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
