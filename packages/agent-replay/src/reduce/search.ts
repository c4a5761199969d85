import { AgentReplayError, type Issue } from '@agent-replay/contracts';
import type { Config } from '../config/config.ts';
import type { LoadedFixture } from '../discover/loaded-fixture.ts';
import { reproduces } from '../proof/proof-faults.ts';
import { redactorOf } from '../output/redactor-of.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import { type Outcome, outcomeOf } from './kept-why.ts';
import type { Package, Probe } from './package.ts';

interface SearchOptions {
  probe: Probe;
  /** Replays that it may take in all, at least one. */
  limit: number;
  config: Config;
}

/** Asks of candidates whether they still fail as the whole does. */
export class Search {
  replays = 0;
  /** Ids of the calls that the last candidate which failed was answered with. */
  served: ReadonlySet<string> = new Set();
  #whole: ReplayResult | undefined;
  readonly #outcomes = new Map<string, number>();
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

  /** What the candidates came to that failed otherwise, or not at all. */
  get outcomes(): Outcome[] {
    return [...this.#outcomes]
      .map(([outcome, replays]) => ({ outcome, replays }))
      .toSorted((a, b) => b.replays - a.replays);
  }

  readonly mayTest = (): boolean => this.replays < this.#limit;

  /**
   * What there is no replay left for is not known to fail.
   *
   * @throws {AgentReplayError} `FREEZE_REFUSED` when the first, which is the whole, fails otherwise than it is said to
   */
  async fails(candidate: Package): Promise<boolean> {
    if (!this.mayTest()) return false;
    const { failure_class: wanted } = this.#fixture.notes;
    this.replays += 1;
    const seen = await this.#probe.replay(candidate);
    const isSameClass = reproduces(wanted, seen.verdict.failure_class);
    if (this.#whole === undefined && !isSameClass) throw notReproduced(this.#fixture, seen, this.config);
    this.#whole ??= seen;
    if (!isSameClass || !isSameFailure(this.#whole, seen)) {
      const outcome = outcomeOf(seen, isSameClass);
      this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
      return false;
    }
    this.served = new Set(seen.ledger?.served);
    return true;
  }
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
