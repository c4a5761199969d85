import { type MatchOptions, openCassette } from '@agent-replay/cassette';
import type { Ledger, Mode } from '@agent-replay/contracts';
import { codeVersion, type Store } from '@agent-replay/runs';
import { inReplay, type Outcome } from '../agent/scope.ts';
import { takeOver } from '../clock/determinism.ts';
import { native } from '../clock/native.ts';
import type { Config } from '../config/config.ts';
import type { LoadedFixture } from '../discover/load-fixture.ts';
import { sharedStore } from '../store/shared-store.ts';
import { temporaryWorkspace } from '../workspace/temporary-workspace.ts';
import { type ImportModule, loadAgent } from './load-agent.ts';

export interface RunFixtureOptions {
  config: Config;
  mode: Mode;
  /** @default the Git commit of the config's folder */
  codeVersion?: string;
  importModule?: ImportModule;
  store?: Store | string;
  realm?: typeof globalThis;
}

/** What became of one run; `outcome` is null when the agent was never run, and `cause` says why. */
export interface FixtureRun {
  outcome: Outcome | null;
  cause: unknown;
  ledger: Ledger | null;
  waits_ms: readonly number[];
  error: string | null;
}

/** Puts tape, time and workspace in place, executes the agent, and takes all of it away again. */
export async function runFixture(fixture: LoadedFixture, options: RunFixtureOptions): Promise<FixtureRun> {
  const { config, mode } = options;
  const store = await sharedStore(options.store ?? config.store, config.redact);
  const version = options.codeVersion ?? (await codeVersion(config.root));
  const workspace = await temporaryWorkspace(fixture.input.state);
  const determinism = takeOver(options.realm);
  const run: FixtureRun = { outcome: null, cause: null, ledger: null, waits_ms: [], error: null };
  let open: { close: () => Promise<Ledger> } | null = null;
  const finish = async (): Promise<Ledger> => {
    const closing = open;
    open = null;
    if (closing !== null) run.ledger = await native(() => closing.close());
    run.waits_ms = determinism.waits();
    return run.ledger as Ledger;
  };
  try {
    open = await openCassette({
      path: fixture.dir,
      mode,
      interceptor: config.interceptor,
      allow: config.allow,
      match: config.match as MatchOptions,
      interactions: fixture.interactions,
    });
    const agent = await loadAgent(fixture.input.agent.name, config, options.importModule);
    const { task, state, timeout_seconds, tool_allowlist } = fixture.input;
    await inReplay(
      {
        store,
        fixture_id: fixture.fixture_id,
        code_version: version,
        workspace: workspace.folder,
        contract: fixture.expected,
        timeout_seconds,
        tool_allowlist,
        begin: () => determinism.begin(fixture.input),
        finish,
        waits: () => determinism.waits(),
        done: (outcome) => {
          run.outcome = outcome;
        },
      },
      () => agent.execute({ ...task, state }),
    );
  } catch (error) {
    run.cause = error;
    run.error = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  } finally {
    await finish();
    await determinism.end();
    await workspace.remove();
  }
  return run;
}
