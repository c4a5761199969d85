import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  AgentReplayError,
  FixtureNotes,
  isAgentReplayError,
  type Json,
  parseJsonFile,
  type Proof,
  type ProofRun,
  type RunRecord,
} from '@agent-replay/contracts';
import { createRedactor, writeJsonAtomic } from '@agent-replay/redaction';
import { createReplayer } from '../child/replay-in-child.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { isDiscovered } from '../discover/discover-fixtures.ts';
import { fixtureDigests, fixtureSha256 } from '../discover/fixture-sha256.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { matchCovered } from '../proof/proof-faults.ts';
import { addToLock } from '../lock/lock-file.ts';
import { unknownChannelsFix, unknownChannelsReason } from '../proof/unknown-channels.ts';
import { codeFiles } from '../replay/code-sha256.ts';
import { lockFiles } from '../replay/lock-sha256.ts';
import { repeated } from '../replay/repeat.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import { checkRefs } from './commit-of.ts';
import { type CheckedOut, checkOut } from './check-out.ts';
import { type InvalidProof, judgeProof } from './judge-proof.ts';
import { sweepWorktrees } from './sweep-worktrees.ts';

export interface ProveOptions {
  /** Git ref of the code that fails; with `patch` the ref that it is applied to. */
  broken?: string;
  /** Git ref of the code that is right. @default "." the working tree as it is */
  fixed?: string;
  /** Git ref of another good change, which must not turn the fixture red. */
  benign?: string;
  /** A patch that breaks the code of `fixed`, in place of `broken`. */
  patch?: string;
  /** @default the config that holds in the fixture's folder */
  config?: Config;
  /** Called before each of the replays. */
  onStep?: (role: Role, ref: string) => void;
}

type Role = 'broken' | 'fixed' | 'benign';

/** What the attempt at a proof came to. */
export interface ProveResult {
  proven: boolean;
  fixture_id: string;
  suite: string;
  /** Why it proves nothing; empty when it is proven. */
  invalid: readonly InvalidProof[];
  broken: ProofRun;
  fixed: ProofRun;
  benign: ProofRun | null;
  /** The replays behind it. */
  results: { broken: ReplayResult; fixed: ReplayResult; benign: ReplayResult | null };
}

/** Each version of the code is replayed twice: what differs between two replays proves nothing. */
const ROUNDS = 2;

/**
 * Replays a fixture on the broken code, where it must fail with its own failure class, on the fixed
 * code, where it must pass, and on a benign change, where it must stay green. A proof is written to
 * notes.json, bound to the digests of the code and of the fixture.
 *
 * @throws {AgentReplayError} `PROOF_REFUSED` for a capture that cannot be proven, `OPTION_INVALID` for refs
 * that there are not, `FILE_INVALID` for a bad fixture, `INFRASTRUCTURE` for code whose dependencies cannot be installed.
 */
export async function prove(dir: string, options: ProveOptions): Promise<ProveResult> {
  const folder = resolve(dir);
  const fixture = loadFixture(folder);
  const config = options.config ?? (await loadConfig(folder));
  const { broken, fixed, benign, patch } = refsOf(fixture.notes, folder, options);
  const try_ = async (role: Role, ref: string): Promise<Tried> => {
    options.onStep?.(role, ref);
    const code = await checkOut(config.root, ref, role === 'broken' ? patch : null, (root) => [
      ...codeFiles(fixture.input.agent.name, { ...config, root }),
      ...lockFiles(root),
    ]).catch((error: unknown) => {
      throw isAgentReplayError(error, 'INFRASTRUCTURE')
        ? notSetUp(fixture.fixture_id, role, ref, error)
        : error;
    });
    try {
      return await tryOn(folder, code, config);
    } finally {
      await code.remove();
    }
  };
  await sweepWorktrees();
  await checkRefs(
    config.root,
    [broken, fixed, benign].filter((ref) => ref !== null),
  );
  const red = await try_('broken', broken);
  const green = await try_('fixed', fixed);
  const other = benign === null ? null : await try_('benign', benign);
  const invalid = judgeProof(fixture.notes, {
    broken: red.rounds,
    fixed: green.rounds,
    benign: other?.rounds ?? null,
    sameCode: red.run.code_sha256 === green.run.code_sha256,
  });
  const result: ProveResult = {
    proven: invalid.length === 0,
    fixture_id: fixture.fixture_id,
    suite: fixture.suite,
    invalid,
    broken: red.run,
    fixed: green.run,
    benign: other?.run ?? null,
    results: { broken: red.result, fixed: green.result, benign: other?.result ?? null },
  };
  if (result.proven) await writeProof(folder, result, config);
  return result;
}

function refsOf(notes: FixtureNotes, dir: string, options: ProveOptions) {
  const refusal = (code: 'OPTION_INVALID' | 'PROOF_REFUSED', reason: string, fix: string) =>
    new AgentReplayError(code, `Failed to prove "${basename(dir)}": ${reason}.`, { lines: [['fix', fix]] });
  const { unknown } = notes.capture;
  if (unknown.length > 0) {
    throw refusal('PROOF_REFUSED', unknownChannelsReason(unknown), unknownChannelsFix(unknown));
  }
  const { broken, fixed = '.', benign = null, patch = null } = options;
  if (broken === undefined && patch === null) {
    throw refusal(
      'OPTION_INVALID',
      'no broken code is named',
      'name it: --broken <ref>, or --patch <file> that breaks the fixed code',
    );
  }
  if (patch !== null && !existsSync(patch)) {
    throw refusal('OPTION_INVALID', `there is no patch "${patch}"`, 'check the path: --patch <file>');
  }
  return { broken: broken ?? (fixed === '.' ? 'HEAD' : fixed), fixed, benign, patch };
}

/** Code that was never replayed has no verdict, which a result would hold: the machine may be at fault, or the network. */
function notSetUp(id: string, role: Role, ref: string, cause: AgentReplayError): AgentReplayError {
  const [reason = '', ...lines] = cause.message.split('\n');
  const invalid = role === 'broken' ? 'invalid_red' : 'invalid_green';
  return new AgentReplayError(
    'INFRASTRUCTURE',
    `Failed to prove "${id}": ${invalid}: setup_failure: the ${role} code (${ref}) could not be set up.`,
    {
      lines: [
        ['cause', reason],
        ...lines.map((line): [string, string] => {
          const [, label = '', value = ''] = /^ {2}(\S+) +(.*)$/.exec(line) ?? [];
          return [label, value];
        }),
      ],
      details: { ...cause.details, kind: 'setup_failure', role, ref },
      cause,
    },
  );
}

interface Tried {
  /** The worst of them. */
  result: ReplayResult;
  rounds: readonly ReplayResult[];
  run: ProofRun;
}

async function tryOn(dir: string, code: CheckedOut, config: Config): Promise<Tried> {
  const replayer = createReplayer({
    config: { ...config, root: code.root },
    store: config.store,
    root: code.root,
    ...(code.root !== config.root && { ref: code.ref }),
    mode: proofMode(config),
  });
  try {
    const results: ReplayResult[] = [];
    for (let round = 0; round < ROUNDS; round += 1) results.push(await replayer.replay(dir));
    const { result, divergence } = repeated(results);
    const { status, failure_class } = result.verdict;
    const at = new Date().toISOString();
    const said = result.run === null ? {} : pick(result.run);
    const isGreen = results.every(({ ok }) => ok);
    return {
      result,
      rounds: divergence !== null && isGreen ? [result] : results,
      run: { ref: code.ref, code_sha256: code.sha256, verdict: status, failure_class, at, ...said },
    };
  } finally {
    replayer.close();
  }
}

function pick({ model, prompt_version }: RunRecord): Pick<ProofRun, 'model' | 'prompt_version'> {
  return { model, prompt_version };
}

/** A proof never asks the world. */
function proofMode({ mode }: Config): 'cassette' | 'strict' {
  return mode === 'strict' ? 'strict' : 'cassette';
}

async function writeProof(
  dir: string,
  { broken, fixed, benign, suite, fixture_id }: ProveResult,
  config: Config,
): Promise<void> {
  const file = join(dir, 'notes.json');
  const notes = parseJsonFile(readFileSync(file), { file, schema: FixtureNotes });
  const proof: Proof = {
    broken,
    fixed,
    ...(benign !== null && { benign }),
    fixture_sha256: fixtureSha256(dir),
    files: Object.fromEntries(fixtureDigests(dir)),
    match: matchCovered(config.match),
    tier: notes.tier,
  };
  const redactor = createRedactor(config.redact);
  await writeJsonAtomic(file, { ...notes, proof } as unknown as Json, { redactor });
  if (isDiscovered(config, dir)) await addToLock(config.root, [`${suite}/${fixture_id}`], redactor);
}
