import { namesFolder, numberInteractions } from '@agent-replay/cassette';
import {
  type FixtureExpected,
  FixtureInput,
  type FixtureNotes,
  type Interaction,
  type Json,
  jsonSha256,
  type RunEvent,
  type RunRecord,
  sha256,
  type Tier,
  type Verdict,
} from '@agent-replay/contracts';
import type { Redactor } from '@agent-replay/redaction';
import { defaultLocale, type RunDetails, timeZone } from '@agent-replay/runs';
import { contractFor } from './contract-for.ts';

/** The four files of a fixture. */
export interface Files {
  'input.json': FixtureInput;
  'expected.json': FixtureExpected;
  'tool_cassettes.json': { interactions: Interaction[] };
  'notes.json': FixtureNotes;
}

/**
 * Makes the files of a run: what it was given, what left it and came back, its contract, and where it comes from. Whoever
 * finds a place for them names the fixture by it.
 */
export function filesOf(
  run: RunRecord,
  details: RunDetails,
  events: readonly RunEvent[],
  { tier, redactor, status }: { tier: Tier; redactor: Redactor; status?: Verdict[] },
): Files {
  const calls = events.flatMap((event) =>
    event.kind === 'tool_call' || event.kind === 'model_call' ? [event.interaction] : [],
  );
  // Of an older record, or one whose zone was taken for a secret: where it is frozen.
  const { time_zone = timeZone(), locale = defaultLocale() } = isTold(details.time_zone) ? details : {};
  const interactions = [...calls, ...events.flatMap(judgementOf)];
  const folders = foldersNamed(details, calls);
  const state = (details.state ?? []).map(({ ref, content }) => {
    const safe = redactor.json(content);
    return { ref, sha256: jsonSha256(safe), content: safe };
  });
  return {
    'input.json': {
      format: 1,
      fixture_id: '',
      agent: {
        name: run.agent_name,
        code_version: run.code_version,
        model: run.model,
        prompt_version: run.prompt_version,
      },
      task: { task_id: run.task_id, attempt: run.attempt, payload: redactor.json(details.payload as Json) },
      tool_allowlist: run.tool_allowlist,
      timeout_seconds: run.timeout_seconds,
      state,
      clock: {
        mode: clockMode(run, events),
        start: run.started_at,
        time_zone,
        ...(locale !== undefined && { locale }),
      },
      ...(folders !== undefined && { folders }),
      seed: Number.parseInt(sha256(run.run_id).slice(0, 8), 16),
    },
    'expected.json': { ...contractFor(run, details), ...(status !== undefined && { status }) },
    'tool_cassettes.json': { interactions: numberInteractions(interactions, 0) },
    'notes.json': {
      run_id: run.run_id,
      failure_class: run.failure_class ?? run.status,
      reason: run.failure_reason ?? run.status,
      fingerprint: run.fingerprint ?? 'none',
      first_bad_run_at: run.started_at,
      frozen_at: run.closed_at ?? run.started_at,
      tier,
      owner: null,
      stale_after: null,
      capture: details.capture ?? {
        captured: capturedOf(interactions),
        denied: [],
        unknown: [UNTOLD],
      },
      proof: null,
      quarantine: null,
    },
  };
}

/** The folders of a run that its calls name, or its output, which may be judged: a replay has others in their place. */
function foldersNamed(
  { workspace, cwd, output }: RunDetails,
  calls: readonly Interaction[],
): FixtureInput['folders'] | undefined {
  const isNamed = (folder: string | undefined): folder is string =>
    FixtureInput.shape.folders.unwrap().shape.cwd.safeParse(folder).data !== undefined &&
    namesFolder(calls, output, folder as string);
  const named = { ...(isNamed(workspace) && { workspace }), ...(isNamed(cwd) && { cwd }) };
  return Object.keys(named).length === 0 ? undefined : named;
}

function isTold(zone: string | undefined): boolean {
  return zone !== undefined && FixtureInput.shape.clock.shape.time_zone.safeParse(zone).success;
}

/** Only the process of a run knows which ways out it took beside the recorded ones, and says so when it closes the run. */
const UNTOLD = 'whatever a run did whose own process never closed it';

/** What a semantic validator said live stands on the tape, since its model is not asked again. */
function judgementOf(event: RunEvent): Interaction[] {
  if (event.kind !== 'x_judgement' || !('data' in event) || event.data === undefined) return [];
  const { name, input_sha256, judgement } = event.data as {
    name: string;
    input_sha256: string;
    judgement: Json;
  };
  const request = { name, arguments: { input_sha256 } };
  return [{ id: '', kind: 'tool', effect: 'none', request, response: { result: judgement } }];
}

/** Less is what a machine takes that is busy, and tells an agent that measures it nothing. */
const LONG_MS = 250;

/** A run that took its time, or waits still, is replayed in that time without its waits; any other one with time standing still. */
function clockMode(run: RunRecord, events: readonly RunEvent[]): FixtureInput['clock']['mode'] {
  const waited = events.some(
    (event) =>
      event.kind === 'retry' ||
      event.kind === 'timeout' ||
      ('interaction' in event && event.interaction.error?.by === 'run'),
  );
  const took = run.closed_at === null ? 0 : Date.parse(run.closed_at) - Date.parse(run.started_at);
  return waited || took > LONG_MS ? 'fast' : 'frozen';
}

function capturedOf(interactions: readonly Interaction[]): string[] {
  return ['payload', 'state', ...new Set(interactions.map(({ kind }) => kind))].toSorted();
}
