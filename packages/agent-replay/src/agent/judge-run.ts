import fs from 'node:fs/promises';
import type { RunFolders } from '@agent-replay/cassette';
import {
  AgentReplayError,
  type ArtifactProbe,
  type Contract,
  type Evidence,
  type Interaction,
  type Json,
  judge,
  type Judgement,
  jsonSha256,
  type SemanticJudgement,
  type SemanticValidator,
} from '@agent-replay/contracts';
import { recordEvent, type Run } from '@agent-replay/runs';
import { pathWithin } from '../workspace/workspace-path.ts';

// As it is before any code of an agent's: an import is bound to what somebody puts in its place.
const { readFile } = fs;

/** The name under which a validator's judgements stand on a tape. */
export const JUDGE = 'judge:';

/**
 * Asks the semantic validators of a contract. Live, what they say is recorded with the run; in a
 * replay, those that are not deterministic answer from the tape, and one that is not on it has no
 * judgement: never a pass.
 */
export async function judgeRun(
  contract: Contract | null,
  run: Run,
  options: {
    output: Json | undefined;
    validators: readonly SemanticValidator[];
    tape: readonly Interaction[] | null;
    /** Reads a value with the folders of the recorded run in place of the replay's. */
    asRecorded?: RunFolders['jsonAsRecorded'] | undefined;
  },
): Promise<Judgement[]> {
  if (contract?.semantic === undefined || contract.semantic.length === 0) return [];
  const { output, validators, tape, asRecorded = (value, read) => read(value) } = options;
  const judged = {
    output,
    artifacts: await artifactsOf(run),
    evidence_paths: run.evidencePaths.map((path) => ({ path, resolved: true })),
  };
  return judge(contract, judged, {
    validators,
    async ask(validator, input, signal) {
      const name = `${JUDGE}${validator.id}@${validator.version}`;
      // A fixture's contract is the agent's and more, and what a fixture holds is redacted.
      const { contract: _, ...result } = input;
      const keyOf = (value: object): string => jsonSha256(run.store.redactor.json(value as unknown as Json));
      if (tape !== null) {
        const isRecorded = (key: string): boolean => onTape(tape, name, key) !== undefined;
        return fromTape(tape, name, asRecorded(result, keyOf, isRecorded));
      }
      const key = keyOf(result);
      const judgement = await validator.validate(input, signal);
      await recordEvent(run, {
        kind: 'x_judgement',
        data: { name, input_sha256: key, judgement: judgement as unknown as Json },
      });
      return judgement;
    },
  });
}

function fromTape(tape: readonly Interaction[], name: string, key: string): SemanticJudgement {
  const found = onTape(tape, name, key);
  if (found?.response !== undefined) return found.response.result as unknown as SemanticJudgement;
  throw new AgentReplayError('MISS', `Failed to replay "${name}": no judgement of this result is recorded.`);
}

function onTape(tape: readonly Interaction[], name: string, key: string) {
  return tape
    .filter((each) => each.kind === 'tool')
    .find(
      ({ request }) =>
        request.name === name && (request.arguments as { input_sha256?: string }).input_sha256 === key,
    );
}

async function artifactsOf(run: Run): Promise<Evidence['artifacts']> {
  const found: Evidence['artifacts'][number][] = [];
  for (const { kind, uri } of run.artifacts) {
    const path = pathWithin(run.workspace, uri);
    const text = path === null ? undefined : await readFile(path, 'utf8').catch(() => undefined);
    const probe: ArtifactProbe = {
      exists: text !== undefined,
      readable: text !== undefined,
      bytes: null,
      sha256: null,
      ...(text !== undefined && { text, ...parsed(text) }),
      error: null,
    };
    found.push({ ref: { kind, uri, sha256: null, bytes: null, confirmed: false }, probe });
  }
  return found;
}

function parsed(text: string): { json?: Json } {
  try {
    return { json: JSON.parse(text) as Json };
  } catch {
    return {};
  }
}
