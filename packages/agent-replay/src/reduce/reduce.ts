import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
import { atSignal } from '../child/at-signal.ts';
import { createReplayer, type Replayer } from '../child/replay-in-child.ts';
import type { Config } from '../config/config.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { reproduces } from '../discover/proof-faults.ts';
import type { LoadedFixture } from '../discover/loaded-fixture.ts';
import { redactorOf } from '../output/redactor-of.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
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

interface Package {
  interactions: readonly Interaction[];
  state: FixtureInput['state'];
  payload: Json;
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
  const { input, interactions, notes } = fixture;
  let found: Package = { interactions, state: input.state, payload: input.task.payload };
  const before = partsOf(found);
  const limit = Math.ceil(before * Math.log2(Math.max(2, before)));
  onStart?.(limit);
  const base = await mkdtemp(join(tmpdir(), 'agent-replay-reduce-'));
  const forget = atSignal(() => rmSync(base, { recursive: true, force: true }));
  const probe = createProbe(base, fixture, config);
  let replays = 0;
  let served: ReadonlySet<string> = new Set();
  let whole: ReplayResult | undefined;
  const fails = async (candidate: Package): Promise<boolean> => {
    replays += 1;
    const seen = await probe.replay(candidate);
    if (replays === 1 && !reproduces(notes.failure_class, seen.verdict.failure_class))
      throw notReproduced(fixture, seen, config);
    if (!reproduces(notes.failure_class, seen.verdict.failure_class)) return false;
    whole ??= seen;
    if (!isSameFailure(whole, seen)) return false;
    served = new Set(seen.ledger?.served);
    return true;
  };
  const mayTest = (): boolean => replays < limit;
  const withoutUnused = async (from: Package): Promise<Package> => {
    const calls = from.interactions.filter(({ id }) => served.has(id));
    const candidate = { ...from, interactions: calls };
    return calls.length < from.interactions.length && (await fails(candidate)) ? candidate : from;
  };
  const withSmallerState = async (from: Package): Promise<Package> => {
    let smaller = from;
    for (const [index, { ref, content }] of from.state.entries()) {
      const having = (each: Json): Package => ({
        ...smaller,
        state: smaller.state.with(index, { ref, sha256: jsonSha256(each), content: each }),
      });
      smaller = having(await shrinkJson(content, (each) => fails(having(each)), mayTest));
    }
    return withoutUnused(smaller);
  };
  const withSmallerAnswers = async (from: Package): Promise<Package> => {
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
      smaller = having(await shrinkJson(answer, (each) => fails(having(each)), mayTest));
      smaller = await withoutUnused(smaller);
    }
    return smaller;
  };
  /** Parts of prompts and of other requests that the tape does not compare, which costs one replay in all. */
  const withSmallerRequests = async (from: Package): Promise<Package> => {
    const compared = await comparedRequest(config.match as MatchOptions);
    const calls = await Promise.all(from.interactions.map((call) => smallestRequest(call, compared)));
    const candidate = { ...from, interactions: calls };
    const isSmaller = calls.some((call, index) => call !== from.interactions[index]);
    return isSmaller && (await fails(candidate)) ? candidate : from;
  };
  try {
    await fails(found);
    found = await withoutUnused(found);
    const payload = await shrinkJson(found.payload, (each) => fails({ ...found, payload: each }), mayTest);
    found = await withoutUnused({ ...found, payload });
    const state = await minimize(found.state, (each) => fails({ ...found, state: [...each] }), mayTest);
    found = await withSmallerState({ ...found, state });
    const calls = await minimize(
      found.interactions,
      (each) => fails({ ...found, interactions: each }),
      mayTest,
    );
    found = await withSmallerAnswers({ ...found, interactions: calls });
    found = await withSmallerRequests(found);
    await writePackage(dir, fixture, found, probe.redactor);
  } finally {
    await probe.close();
    forget();
    await rm(base, { recursive: true, force: true });
  }
  return {
    replays,
    before,
    after: partsOf(found),
    interactions: { before: interactions.length, after: found.interactions.length },
  };
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
function createProbe(base: string, fixture: LoadedFixture, config: Config) {
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
    async close(): Promise<void> {
      replayer.close();
    },
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
