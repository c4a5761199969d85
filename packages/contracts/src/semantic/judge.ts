import { isAgentReplayError } from '../error.ts';
import type { Evidence, Judgement } from '../evidence.ts';
import { toExceptionInfo } from '../failure/exception-info.ts';
import type { Contract } from '../fixture/contract.ts';
import { truncate } from '../text.ts';
import { BUILT_IN_VALIDATORS } from './built-in.ts';
import type { SemanticInput, SemanticJudgement, SemanticValidator } from './validator.ts';

/** The parts of the evidence that validators see. */
export type Judged = Pick<Evidence, 'artifacts' | 'output' | 'evidence_paths'>;

export interface JudgeOptions {
  /** Beside the built-in ones; one of the same id takes its place. */
  validators?: readonly SemanticValidator[];
  /**
   * Asks one that is not deterministic; a replay looks on its tape instead, and throws an error whose
   * code is `MISS` when nothing is recorded there.
   */
  ask?: (
    validator: SemanticValidator,
    input: SemanticInput,
    signal: AbortSignal,
  ) => Promise<SemanticJudgement>;
  /** @default 60,000 */
  timeoutMs?: number;
}

type Entry = NonNullable<Contract['semantic']>[number];

/**
 * Asks every validator that a contract names, in order, for `evidence.judgements`. Never rejects: one
 * that throws, hangs, is unknown or answers nonsense has `error` set, which `check` calls inconclusive.
 */
export async function judge(
  contract: Contract,
  judged: Judged,
  options: JudgeOptions = {},
): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  for (const entry of contract.semantic ?? [])
    judgements.push(await judgeOne(entry, contract, judged, options));
  return judgements;
}

async function judgeOne(
  entry: Entry,
  contract: Contract,
  judged: Judged,
  options: JudgeOptions,
): Promise<Judgement> {
  const {
    validators = [],
    ask = (each, given, signal) => Promise.resolve(each.validate(given, signal)),
    timeoutMs = 60_000,
  } = options;
  const validator = [...validators, ...BUILT_IN_VALIDATORS].find(({ id }) => id === entry.validator);
  if (validator === undefined)
    return failed(entry.validator, '', `no validator "${entry.validator}" is defined`);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    // What a validator does to it is no part of what is judged.
    const input = JSON.parse(JSON.stringify(inputOf(entry, contract, judged))) as SemanticInput;
    const asked =
      validator.deterministic === true ? validator.validate(input, signal) : ask(validator, input, signal);
    return judgementOf(validator, await Promise.race([asked, rejectOn(signal, timeoutMs)]));
  } catch (error) {
    const isMissing = isAgentReplayError(error, 'MISS');
    const { class: type, message, cause } = toExceptionInfo(error);
    return failed(
      validator.id,
      validator.version,
      isMissing
        ? 'missing'
        : truncate(`${type}: ${message}${cause === null ? '' : ` (${cause.message})`}`, 500),
    );
  }
}

function inputOf(
  entry: Entry,
  contract: Contract,
  { artifacts, output, evidence_paths: paths }: Judged,
): SemanticInput {
  const read = artifacts.find(({ probe }) => probe.text !== undefined || probe.json !== undefined);
  const artifact =
    read === undefined
      ? null
      : {
          uri: read.ref.uri,
          kind: read.ref.kind,
          text: read.probe.text ?? null,
          json: read.probe.json ?? null,
        };
  return { artifact, contract, output: output ?? null, evidence_paths: paths, options: entry.options ?? {} };
}

function judgementOf(validator: SemanticValidator, given: SemanticJudgement): Judgement {
  const { label, score, explanation } = given;
  if (
    typeof label !== 'string' ||
    typeof explanation !== 'string' ||
    (score !== undefined && !Number.isFinite(score))
  ) {
    return failed(validator.id, validator.version, 'its judgement is not { label, score?, explanation }');
  }
  return {
    validator: validator.id,
    version: validator.version,
    label,
    score: score ?? null,
    explanation: truncate(explanation, 1000),
    error: null,
  };
}

function failed(validator: string, version: string, error: string): Judgement {
  return { validator, version, label: '', score: null, explanation: '', error };
}

function rejectOn(signal: AbortSignal, timeoutMs: number): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`no judgement within ${timeoutMs} ms`)), {
      once: true,
    });
  });
}
