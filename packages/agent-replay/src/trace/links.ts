import type { HealthReason, Issue, RunRecord } from '@agent-replay/contracts';
import type { FailureHistory, RunDetails, Store } from '@agent-replay/runs';
import { display } from '../discover/display.ts';
import type { GateFacts, GateResult } from '../gate/check-gate.ts';
import { latestReplay } from '../replay/latest-replay.ts';
import type { FixtureSearch, TracedFixture } from './search-fixture.ts';
import type { Link, LinkName } from './link.ts';

export function runLink(run: RunRecord | undefined, history: FailureHistory | null): Link {
  if (run === undefined)
    return broken(
      'run',
      history?.first_bad_run_id ?? null,
      'its runs are no longer in the store',
      'keep runs for longer than their failures stay open',
    );
  const times =
    history === null ? '' : `, ${history.runs} ${history.runs === 1 ? 'run' : 'runs'}, ${history.status}`;
  return whole(
    'run',
    run.run_id,
    `${run.agent_name} ${run.task_id} #${run.attempt} at ${run.started_at}${times}`,
  );
}

export function inputLink(run: RunRecord | undefined, { payload }: RunDetails): Link {
  if (run === undefined) return broken('input', null, 'there is no run to take it from', null);
  if (payload === undefined && run.fixture_id !== null)
    return whole('input', run.input_sha256, `of the fixture ${run.fixture_id}`);
  if (payload === undefined)
    return broken(
      'input',
      run.input_sha256,
      'the payload was not captured',
      'capture it in full ("capture" in the config)',
    );
  return whole('input', run.input_sha256, JSON.stringify(payload).slice(0, 200));
}

/** The rule that was broken; a run that nobody closed, or that threw, broke no rule but its contract all the same. */
export function contractLink(run: RunRecord | undefined, { contract, issues }: RunDetails): Link {
  if (run === undefined) return broken('contract', null, 'there is no run to take it from', null);
  if (contract === undefined)
    return broken('contract', null, 'the agent declared none', 'declare one: defineAgent({ contract })');
  const [first] = (issues ?? []) as unknown as Issue[];
  return whole('contract', first?.path ?? '', run.failure_reason ?? run.status);
}

export function fixtureLink({ found, invalid }: FixtureSearch, run: RunRecord | undefined): Link {
  if (found === null && invalid.length > 0)
    return broken(
      'fixture',
      null,
      `none is among those that can be read; ${listed(invalid)} cannot`,
      'agent-replay validate',
    );
  if (found === null)
    return broken('fixture', null, 'none was frozen', `agent-replay freeze ${run?.run_id ?? '<run_id>'}`);
  const { fixture, loaded, proof, frozenFrom } = found;
  const name = nameOf(found);
  if (frozenFrom === undefined)
    return broken(
      'fixture',
      name,
      loaded.notes.run_id === null
        ? 'it was written by hand, from no run'
        : `its run ${loaded.notes.run_id} is not in the store`,
      'freeze a run that is',
    );
  if (frozenFrom.failure_class !== null && frozenFrom.failure_class !== loaded.notes.failure_class)
    return broken(
      'fixture',
      name,
      `it says ${loaded.notes.failure_class}, its run ${frozenFrom.failure_class}`,
      `agent-replay freeze ${frozenFrom.run_id}`,
    );
  return whole(
    'fixture',
    name,
    `${display(fixture.dir)}, ${proof.state}${proof.reason === null ? '' : `: ${proof.reason}`}`,
  );
}

export async function replayLink(store: Store, found: TracedFixture | null): Promise<Link> {
  if (found === null) return broken('replay', null, 'there is no fixture to replay', null);
  const { fixture_id } = found.fixture;
  const last = await latestReplay(store, { fixture_id });
  if (last === undefined)
    return broken(
      'replay',
      null,
      'the fixture was never replayed',
      `agent-replay --fixture ${display(found.fixture.dir)}`,
    );
  const { run, ref } = last;
  const text = `${run.status} at ${run.started_at}${run.failure_reason === null ? '' : `: ${run.failure_reason}`}`;
  return ref === null
    ? whole('replay', run.run_id, text)
    : broken(
        'replay',
        run.run_id,
        `only of the code of ${ref}, by prove: ${text}`,
        `agent-replay --fixture ${display(found.fixture.dir)}`,
      );
}

export function monitorLink({ artifact }: GateFacts, found: TracedFixture | null): Link {
  const fix = 'agent-replay monitor';
  if ('missing' in artifact) return broken('monitor', null, 'there is no monitor artifact', fix);
  if ('corrupt' in artifact) return broken('monitor', null, `the monitor artifact ${artifact.corrupt}`, fix);
  if (found === null) return broken('monitor', null, 'there is no fixture to watch', null);
  const { suite, fixture_id } = found.fixture;
  const row = artifact.fixtures.find((each) => each.suite === suite && each.fixture_id === fixture_id);
  if (row === undefined) return broken('monitor', null, 'the artifact does not name the fixture', fix);
  return whole(
    'monitor',
    nameOf(found),
    `${row.state}${row.reason === null ? '' : ` (${row.reason})`}, ${row.tier} tier, ${row.at ?? 'no result yet'}`,
  );
}

/** Reasons for which the gate refuses before it has looked at any fixture. */
const UNUSABLE: ReadonlySet<HealthReason> = new Set([
  'monitor_missing',
  'monitor_corrupt',
  'monitor_edited',
  'monitor_too_old',
  'monitor_future',
]);

export function gateLink({ locked }: GateFacts, gate: GateResult, found: TracedFixture | null): Link {
  const blind = gate.reasons.find(({ code }) => UNUSABLE.has(code));
  if (blind !== undefined)
    return broken('gate', blind.code, `it cannot judge: ${blind.text}`, 'agent-replay monitor');
  if (found === null) return broken('gate', null, 'there is no fixture for it to ask for', null);
  const name = nameOf(found);
  if (locked === null || !locked.includes(name))
    return broken(
      'gate',
      name,
      'the fixture is not in the lock file: the gate would not miss it',
      'agent-replay freeze adds it',
    );
  const own = gate.reasons.find(({ subject }) => subject === name);
  const text =
    own === undefined
      ? 'holds the fixture, and does not refuse for it'
      : `refuses for it: ${own.code} ${own.text}`;
  return whole('gate', name, `${gate.healthy ? 'healthy' : 'unhealthy'}; ${text}`);
}

function nameOf({ fixture }: TracedFixture): string {
  return `${fixture.suite}/${fixture.fixture_id}`;
}

/** The first few, and how many more there are. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).join(', ');
  return names.length > MOST_LISTED ? `${shown} and ${names.length - MOST_LISTED} more` : shown;
}

const MOST_LISTED = 5;

function whole(link: LinkName, ref: string | null, text: string): Link {
  return { link, ok: true, ref, text, fix: null };
}

function broken(link: LinkName, ref: string | null, text: string, fix: string | null): Link {
  return { link, ok: false, ref, text, fix };
}
