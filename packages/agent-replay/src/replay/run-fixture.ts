import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Cassette,
  CASSETTE_FILE,
  currentGuard,
  keepEventsOf,
  type MatchOptions,
  type FoldersOptions,
  openCassette,
  runFolders,
} from '@agent-replay/cassette';
import type { Ledger, Mode } from '@agent-replay/contracts';
import { machineTime } from '@agent-replay/contracts/machine';
import { codeVersion, type Store } from '@agent-replay/runs';
import { JUDGE } from '../agent/judge-run.ts';
import { inReplay, type Outcome, replayHere } from '../agent/scope.ts';
import { deadWait } from '../clock/dead-wait.ts';
import { takeOver } from '../clock/determinism.ts';
import { native } from '../clock/native.ts';
import { keepUsual } from '../clock/sights.ts';
import type { Config } from '../config/config.ts';
import type { LoadedFixture } from '../discover/loaded-fixture.ts';
import { adoptPolicy } from '../guard/adopt-policy.ts';
import { editedSince, ownFiles } from '../guard/own-files.ts';
import { permitted } from '../guard/permitted.ts';
import { storeRules } from '../guard/store-rules.ts';
import { redactorOf } from '../output/redactor-of.ts';
import { sharedStore } from '../store/shared-store.ts';
import { temporaryWorkspace } from '../workspace/temporary-workspace.ts';
import { catchEnd } from './catch-end.ts';
import { followEvents } from './follow-events.ts';
import { hideParent } from './hide-parent.ts';
import { keepExitCode } from './keep-exit-code.ts';
import { keepPlace, placeNow } from './keep-place.ts';
import { endOf } from './late-errors.ts';
import { type ImportModule, loadAgent, loadedAgent } from './load-agent.ts';
import { intrinsics } from './own-intrinsics.ts';
import { settle } from './settle.ts';
import { traceOf } from './trace-of.ts';

/** The product's own files, which the guard keeps from the agent. */
const OWN_FILES = [`fs:${tmpdir()}`, `own:${tmpdir()}`];

/** What a run waited for whose wait nothing could have ended. */
const LOST = 'the agent waits for something that never comes';

export interface RunFixtureOptions {
  config: Config;
  mode: Mode;
  /** @default the Git commit of the config's folder */
  codeVersion?: string;
  ref?: string;
  importModule?: ImportModule;
  store?: Store | string;
  realm?: typeof globalThis;
  untilLoaded?: () => Promise<unknown>;
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
  const store = await sharedStore(options.store ?? config.store, config);
  keepUsual();
  const version = options.codeVersion ?? (await codeVersion(config.root));
  const allow = [...config.allow, ...storeRules(store.url)];
  const workspace = temporaryWorkspace(fixture.input.state, (work) => permitted(OWN_FILES, work));
  const realm = options.realm ?? globalThis;
  const protect = ownFiles(config, store.url, fixture.dir);
  const watched = [fixture.dir, ...(config.file === null ? [] : [config.file])];
  const begunAt = machineTime().Date.now();
  const undo = [
    keepPlace(realm),
    keepExitCode(realm),
    hideParent(realm),
    followEvents(realm),
    adoptPolicy({ mode, allow, workspace, protect }),
  ];
  const { folders: recorded } = fixture.input;
  const folders: FoldersOptions | undefined = recorded && {
    recorded,
    here: { workspace: workspace.folder, cwd: placeNow() },
    isWorkspaceTold: workspace.isOpen,
  };
  const determinism = takeOver(realm);
  const run: FixtureRun = { outcome: null, cause: null, ledger: null, waits_ms: [], error: null };
  let open: Cassette | null = null;
  let changed: Error | undefined;
  /** True in the turn in which judging begins, as long as no code of the agent's can have run: nothing has changed then. */
  let isJudgedNow = false;
  const asked = (): void => {
    isJudgedNow = false;
  };
  let isLost = false;
  const isDead = (): (() => boolean) | undefined => {
    const { untilLoaded } = options;
    if (untilLoaded === undefined) return undefined;
    const limitMs = fixture.input.timeout_seconds * 1000;
    const isOver = deadWait({ patienceMs: config.deadWaitSeconds * 1000, limitMs, untilLoaded });
    return () => (isLost ||= isOver());
  };
  const forget = intrinsics.beforeRun();
  const finish = async (): Promise<Ledger> => {
    const closing = open;
    // A run that was never judged has its own in place until here. What comes later is found at the end.
    if (closing !== null && !isJudgedNow) changed ??= changedSince();
    open = null;
    if (closing !== null) reportEdit(begunAt, watched);
    if (closing !== null) run.ledger = await native(() => closing.close());
    run.waits_ms = determinism.waits();
    return run.ledger as Ledger;
  };
  try {
    const tape = await openCassette({
      path: join(fixture.dir, CASSETTE_FILE),
      mode,
      interceptor: config.interceptor,
      allow,
      effects: config.effects,
      readOnly: config.readOnly,
      workspace: workspace.folder,
      protect,
      match: config.match as MatchOptions,
      redactor: redactorOf(config.redact),
      ...(folders !== undefined && { folders }),
      onServed: determinism.served,
      onMissed: determinism.missed,
      // The time limit of the run.
      timersBeside: 1,
      text: fixture.tapeText,
      interactions: fixture.interactions.filter(
        (each) => each.kind !== 'tool' || !each.request.name.startsWith(JUDGE),
      ),
    });
    open = tape;
    keepEventsOf(realm.process);
    intrinsics.putTheirs();
    const { name } = fixture.input.agent;
    const agent =
      (isPlaceOfMachine(fixture) ? loadedAgent(name, config) : undefined) ??
      (await determinism.load(fixture.input, () =>
        tape.load(() => loadAgent(name, config, options.importModule)),
      ));
    const { task, state, timeout_seconds, tool_allowlist } = fixture.input;
    await inReplay(
      {
        store,
        fixture_id: fixture.fixture_id,
        code_version: version,
        ...(options.ref !== undefined && { ref: options.ref }),
        workspace: workspace.folder,
        openWorkspace: workspace.open,
        isWorkspaceOpen: workspace.isOpen,
        contract: fixture.expected,
        timeout_seconds,
        tool_allowlist,
        validators: config.validators,
        predicates: config.predicates,
        tape: fixture.interactions,
        asRecorded: (value, read, isRecorded) =>
          (folders && runFolders(folders))?.jsonAsRecorded(value, read, isRecorded) ?? read(value),
        begin(stop) {
          const own = replayHere();
          undo.push(
            () => endOf(own),
            catchEnd(realm, stop, () => (replayHere() ?? own) === own),
          );
          determinism.begin(fixture.input, () => stop({ ending: 'timeout' }), isDead());
        },
        judge() {
          intrinsics.putOurs();
          isJudgedNow = true;
          // These are ours by now; `queueMicrotask` is held by nobody.
          void Promise.resolve().then(asked);
        },
        asked,
        theirs: intrinsics.withTheirs,
        settle: () => settle(tape.asked, determinism),
        finish,
        waits: () => determinism.waits(),
        waiting: () => [...tape.waiting(), ...(isLost ? [LOST] : [])],
        done: (outcome) => {
          run.outcome = outcome;
        },
      },
      () => tape.run(() => agent.execute({ ...task, state })),
    );
  } catch (error) {
    changedSince();
    run.cause = error;
    run.error = traceOf(error);
  } finally {
    try {
      await finish();
      await determinism.end();
    } finally {
      undoAll([workspace.remove, ...undo]);
    }
  }
  changed ??= changedSince();
  if (run.outcome === null) forget();
  if (changed !== undefined && run.outcome !== null)
    Object.assign(run, { outcome: null, cause: changed, error: changed.message });
  return run;
}

/** What an agent has put in place of built-in objects since its run began to be judged, which may have judged it. */
function changedSince(): Error | undefined {
  try {
    const name = intrinsics.putOurs();
    return name === null
      ? undefined
      : new TypeError(`the built-in ${name} was changed while the run was judged`);
  } catch (error) {
    return error as Error;
  }
}

/** Another place may be none that there is, which is said before anything runs. */
function isPlaceOfMachine({ input: { clock } }: LoadedFixture): boolean {
  return clock.time_zone === undefined && clock.locale === undefined;
}

/** The last first, and each, whatever an agent did to one of them; throws what the first of them threw. */
function undoAll(steps: readonly (() => void)[]): void {
  const thrown: unknown[] = [];
  for (const step of steps.toReversed()) {
    try {
      step();
    } catch (error) {
      thrown.push(error);
    }
  }
  if (thrown.length > 0) throw thrown[0];
}

/** Programs that are not Node write past the guard; where one ran, the files are looked at. */
function reportEdit(begunAt: number, files: readonly string[]): void {
  const guard = currentGuard();
  const started = guard?.started().at(-1);
  if (guard === undefined || started === undefined) return;
  const target = editedSince(begunAt, files);
  const { call_site } = started;
  if (target !== undefined) guard.report({ code: 'ERR_REPLAY_BLOCKED', operation: 'fs', target, call_site });
}
