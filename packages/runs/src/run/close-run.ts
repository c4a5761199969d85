import {
  AgentReplayError,
  type CheckResult,
  type Evidence,
  isAgentReplayError,
  readSafely,
  refuseUnknownKeys,
  type RunRecord,
} from '@agent-replay/contracts';
import type { Redactor } from '@agent-replay/redaction';
import type { RunFacts } from '../store/details.ts';
import { causeLine } from '../store/cause-line.ts';
import type { Entry } from '../store/entry.ts';
import type { RunRow } from '../store/tables.ts';
import { bareEvidence, gatherEvidence, gatherEvidenceNow } from './gather-evidence.ts';
import { type Closing, CLOSING_KEYS } from './closing.ts';
import { giveUpCalls } from './capture-interactions.ts';
import { contractOf, judge, type Judged, unkept } from './judge-close.ts';
import { keepEvent, writeAgain, writeHeld } from './record-event.ts';
import { readOrTold } from './read-event.ts';
import { redactClose } from './redact-row.ts';
import { type ClosedRun, forgetRun, type Run, stateOf } from './run.ts';
import { runRecordOf } from './run-record-of.ts';

/**
 * Closes a run: artifacts are probed, the evidence is gathered, and the completion validator assigns
 * the status. Durable when it resolves. The first close wins; a later one, here or in another process,
 * returns its verdict.
 *
 * @throws {AgentReplayError} `OPTION_INVALID` for what `startRun` did not return, for a key that is none of a close, which
 * leaves the run open, and for a run that somebody else closes; `STORE_UNAVAILABLE` when neither the
 * store nor a spool can be written: the run is open then, and is closed by another call, or at the end of the process
 */
export async function closeRun(run: Run, closing: Closing = {}): Promise<ClosedRun> {
  const { closer } = stateOf(run);
  if (closer !== undefined && readSafely(closing, 'closer') !== closer) throw closedByAnother(run);
  const told = readOrTold('what the close was given', () => ({ closing: { ...closing } }));
  if (!('closing' in told)) {
    keepEvent(run, told);
    return closeForCertain(run, {});
  }
  refuseUnknownKeys(`Failed to close a run of "${run.record.task_id}"`, told.closing, CLOSING_KEYS);
  return closeForCertain(run, told.closing);
}

/** The same for what ends with the process, whoever closes it otherwise. */
export function closeForCertain(run: Run, closing: Closing): Promise<ClosedRun> {
  const state = stateOf(run);
  state.closingWith ??= { ...closing };
  state.closing ??= close(run, state.closingWith).catch((error: unknown) => {
    state.closing = undefined;
    throw error;
  });
  return state.closing;
}

function closedByAnother({ record: { task_id } }: Run): AgentReplayError {
  return new AgentReplayError(
    'OPTION_INVALID',
    `Failed to close a run of "${task_id}": it is not yours to close.`,
    {
      lines: [
        ['cause', 'agent.execute() has started it, and closes it when the agent is done'],
        ['fix', 'return from the agent, or throw'],
      ],
    },
  );
}

async function close(run: Run, closing: Closing): Promise<ClosedRun> {
  const state = stateOf(run);
  const { row } = state;
  giveUpCalls(run);
  run.isClosed = true;
  const { journal } = run.store;
  journal.note(() => (state.isWritten ? undefined : { op: 'closing', run_id: row.run_id }));
  let evidence = bareEvidence(run, closing);
  let kept;
  try {
    evidence = await gatherEvidence(run, closing);
    kept = await keep(run, () => judge(run, closing, evidence));
  } catch (error) {
    if (isAgentReplayError(error, 'STORE_UNAVAILABLE')) throw error;
    // Whoever hears a verdict can find it in the store: what cannot be kept as it is, is no pass.
    kept = await keep(run, () => unkept(run, closing, error));
  }
  forgetRun(run);
  run.record = kept.record;
  return { ...kept, evidence };
}

/** Writes a close; returns what the store has from here on: this one, or an earlier one. */
async function keep(run: Run, make: () => Judged): Promise<Omit<ClosedRun, 'evidence'>> {
  const judged = make();
  const { verdict } = judged;
  if (verdict.status !== 'passed') writeHeld(run);
  stateOf(run).isWritten = true;
  let { closed } = judged;
  const outcome = await run.store.journal
    .commit(() => entryOf(run, (closed = redacted(run, judged))))
    .catch((error: unknown) => {
      throw isAgentReplayError(error, 'STORE_UNAVAILABLE') ? notWritten(run, error) : error;
    });
  if (outcome === 'refused') throw new Error('the database refuses it');
  if (writeAgain(run)) await run.store.journal.flush();
  const first = outcome === 'already_closed' ? await run.store.getRun(closed.run_id) : undefined;
  return first === undefined
    ? { record: runRecordOf(closed), verdict }
    : { record: first, verdict: verdictOf(first) };
}

function notWritten({ store, record: { task_id } }: Run, cause: unknown): AgentReplayError {
  return new AgentReplayError(
    'STORE_UNAVAILABLE',
    `Failed to close a run of "${task_id}": neither the store nor a spool can be written.`,
    {
      lines: [
        ['store', store.url],
        ...causeLine(cause),
        ['fix', 'free disk space, and close it again: until then the run counts as open'],
      ],
      cause,
    },
  );
}

/** Closes a run in a process that is about to end; a close that had begun is brought to its end. */
export function closeRunNow(run: Run, closing: Closing): void {
  const state = stateOf(run);
  giveUpCalls(run);
  run.isClosed = true;
  forgetRun(run);
  const known = state.closingWith ?? closing;
  const judged = judgeNow(run, known);
  const { verdict, evidence } = judged;
  if (verdict.status !== 'passed') writeHeld(run);
  state.isWritten = true;
  let { closed } = judged;
  const write = () => run.store.journal.commitNow(() => entryOf(run, (closed = redacted(run, judged))));
  write();
  // A close is applied once; what comes with it is written.
  if (writeAgain(run)) write();
  run.record = runRecordOf(closed);
  state.closing = Promise.resolve({ record: run.record, verdict, evidence });
}

function judgeNow(run: Run, closing: Closing): Judged & { evidence: Evidence } {
  try {
    const evidence = gatherEvidenceNow(run, closing);
    return { ...judge(run, closing, evidence), evidence };
  } catch (error) {
    return { ...unkept(run, closing, error), evidence: bareEvidence(run, closing) };
  }
}

/** What a close writes: made when what the run recorded before it is, so that it holds none of the secrets in that. */
function redacted(run: Run, { closed, isClean }: Judged): RunRow {
  return isClean ? closed : redactClose(stateOf(run).redactor, run.store.redactor, closed);
}

/** What is in the spool is only known when the close is written. */
function entryOf(run: Run, closed: RunRow): Entry {
  const { facts, row, redactor, closingWith } = stateOf(run);
  const { journal } = run.store;
  const written = {
    ...facts,
    counted: true,
    spooled: journal.wasSpooled(row.run_id),
    lost: journal.lost,
  };
  const isUnwatched = closingWith?.claimed === false && contractOf(run, closingWith) === null;
  return {
    op: 'close',
    run: { ...closed, facts: factsText(written, redactor) },
    ...(isUnwatched && { unwatched: true }),
  };
}

/** What a call was named, and a model calls itself, is others' text; the rest is numbers. */
function factsText(facts: RunFacts, redactor: Redactor): string {
  const named = { responded_models: facts.responded_models, ...facts.capture } as Record<string, string[]>;
  if (Object.values(named).every((list) => list.length === 0)) return JSON.stringify(facts);
  const { responded_models, ...capture } = redactor.json(named);
  return JSON.stringify({ ...facts, responded_models, capture });
}

/** The verdict that a record holds, without its issues. */
function verdictOf({ status, failure_class, failure_reason }: RunRecord): CheckResult {
  return {
    status: status === 'started' ? 'inconclusive' : status,
    failure_class,
    failure_reason,
    issues: [],
  };
}
