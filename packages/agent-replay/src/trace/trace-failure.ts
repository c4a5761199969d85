import { AgentReplayError, type RunRecord } from '@agent-replay/contracts';
import type { FailureHistory, Store } from '@agent-replay/runs';
import type { Config } from '../config/config.ts';
import { checkGate } from '../gate/check-gate.ts';
import { gateFacts } from '../gate/run-gate.ts';
import { namedRun } from '../store/named-run.ts';
import { contractLink, fixtureLink, gateLink, inputLink, monitorLink, replayLink, runLink } from './links.ts';
import { searchFixture } from './search-fixture.ts';
import type { Link, LinkName } from './link.ts';

/** A failure from the run that broke to the gate that refuses. */
export interface Trace {
  fingerprint: string;
  agent_name: string;
  failure_class: string;
  /** Null for a failure of replays only. */
  history: FailureHistory | null;
  links: Link[];
  broken: LinkName[];
}

/**
 * Follows a failure through everything that remembers it. Takes a fingerprint, the id of a failed
 * run, or the beginning of either.
 *
 * @throws {AgentReplayError} `RUN_NOT_FOUND` when the store knows no such failure; `OPTION_INVALID` when
 * the beginning of a fingerprint or of an id fits several.
 */
export async function traceFailure(
  store: Store,
  failure: string,
  config: Config,
  now: number = Date.now(),
): Promise<Trace> {
  const [named, history] = await namedFailure(store, failure);
  const fingerprint = history?.fingerprint ?? named?.fingerprint ?? failure;
  const run = named ?? (await firstRun(store, fingerprint));
  if (run?.fingerprint === null) throw notFound(failure, store, `run ${run.run_id} did not fail`);
  if (run === undefined && history === null) throw notFound(failure, store, 'there is no such failure');
  const search = await searchFixture(store, config, fingerprint, run);
  const fixture = search.found;
  const facts = await gateFacts(config, now);
  const details = run === undefined ? {} : await store.getDetails(run.run_id);
  const links = [
    runLink(run, history),
    inputLink(run, details),
    contractLink(run, details),
    fixtureLink(search, run),
    await replayLink(store, fixture),
    monitorLink(facts, fixture),
    gateLink(facts, checkGate(facts), fixture),
  ];
  return {
    fingerprint,
    agent_name: history?.agent_name ?? run?.agent_name ?? 'unknown',
    failure_class: history?.failure_class ?? run?.failure_class ?? 'unknown',
    history,
    links,
    broken: links.flatMap(({ ok, link }) => (ok ? [] : [link])),
  };
}

/** A run by its id, else a class by its fingerprint or the beginning of it, else a run by the beginning of its id. */
async function namedFailure(
  store: Store,
  failure: string,
): Promise<[RunRecord | undefined, FailureHistory | null]> {
  const run = await store.getRun(failure);
  const history = await historyOf(store, run?.fingerprint ?? failure);
  if (run !== undefined || history !== null) return [run, history];
  const begun = await store.getRun(await namedRun(store, failure));
  return [begun, typeof begun?.fingerprint === 'string' ? await historyOf(store, begun.fingerprint) : null];
}

async function historyOf(store: Store, fingerprint: string): Promise<FailureHistory | null> {
  const histories = await store.failureHistories();
  const exact = histories.find((each) => each.fingerprint === fingerprint);
  if (exact !== undefined) return exact;
  const digits = fingerprint.replace(/^v\d+:/, '');
  const found = histories.filter((each) => each.fingerprint.replace(/^v\d+:/, '').startsWith(digits));
  if (found.length <= 1) return found[0] ?? null;
  throw new AgentReplayError(
    'OPTION_INVALID',
    `Failed to trace "${fingerprint}": it is the beginning of ${found.length} fingerprints.`,
    { lines: [['fix', `name one whole: ${found.map((each) => each.fingerprint).join(', ')}`]] },
  );
}

/** The first bad run; where retention took it away, the oldest that is left. */
async function firstRun(store: Store, fingerprint: string): Promise<RunRecord | undefined> {
  const first = await store.firstBadRun(fingerprint);
  return first ?? (await store.listRuns({ fingerprint, limit: 1000 })).at(-1);
}

function notFound(failure: string, store: Store, why: string): AgentReplayError {
  return new AgentReplayError('RUN_NOT_FOUND', `Failed to trace "${failure}": ${why}.`, {
    lines: [
      ['store', store.url],
      ['fix', 'list failed runs with: agent-replay runs --status failed'],
    ],
  });
}
