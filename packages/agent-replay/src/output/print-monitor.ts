import { stripVTControlCharacters } from 'node:util';
import type { MonitorArtifact, MonitorRow } from '@agent-replay/contracts';
import { alertReasons } from '../gate/failure-reasons.ts';
import { minutesText } from './minutes.ts';
import type { Output } from './output.ts';
import { wrap } from './wrap.ts';

const WIDTH = 80;
const COLORS = { passing: 'green', failing: 'red', stale: 'yellow' } as const;
/** With more fixtures than this, those that pass are only counted. */
const ALL_SHOWN = 40;

/** Prints the monitor artifact for people, in lines of at most 80 columns. */
export function printMonitor(out: Output, artifact: MonitorArtifact, file: string): void {
  const rows = artifact.fixtures.filter(
    ({ state }) => state !== 'passing' || artifact.fixtures_total <= ALL_SHOWN,
  );
  for (const row of rows) for (const line of rowLines(out, row)) out.line(line);
  for (const window of artifact.windows.filter(({ status }) => status !== 'resolved')) {
    const told = window.first_alert_at === null ? 'nobody was told yet' : `told ${window.first_alert_at}`;
    const whose = window.agent_name === undefined ? '' : ` of ${plain(window.agent_name)}`;
    const text = `${window.failure_class}${whose} ${window.status}, bad since ${window.first_bad_run_at}, ${told}`;
    for (const line of labelled('window', text)) out.line(line);
  }
  for (const [channel, unsent] of Map.groupBy(alertReasons(artifact), ({ subject }) => subject)) {
    const text = `${plain(channel)} did not take ${unsent.length === 1 ? 'a message' : `${unsent.length} messages`}; the next run tries again`;
    for (const line of labelled('alert', text)) out.line(line);
  }
  const { fixtures_passing: passing, fixtures_failing: failing, fixtures_stale: stale } = artifact;
  const minutes = artifact.silent_failure_window_minutes;
  const total = artifact.fixtures_total;
  out.line(
    `\n${total} ${total === 1 ? 'fixture' : 'fixtures'}: ${passing} passing, ${failing} failing, ${stale} stale`,
  );
  out.line(`silent-failure window: ${minutes === null ? 'none, no run has failed' : minutesText(minutes)}`);
  for (const line of wrap(`wrote ${file}`, WIDTH)) out.line(out.style('dim', line));
}

function rowLines(out: Output, { suite, fixture_id, state, reason: given }: MonitorRow): string[] {
  const reason = given === null ? null : plain(given);
  const name = `${suite}/${fixture_id}`;
  const [first = '', ...rest] = wrap(name, WIDTH - 9).map((line) => `         ${line}`);
  const head = `${out.style(COLORS[state], state.padEnd(7))}  ${first.trimStart()}`;
  if (reason === null) return [head, ...rest];
  const inline = `${name}  ${reason}`;
  if (inline.length <= WIDTH - 9) return [`${out.style(COLORS[state], state.padEnd(7))}  ${inline}`];
  return [head, ...rest, ...wrap(reason, WIDTH - 11).map((line) => `           ${line}`)];
}

/** A reason may quote what an agent wrote: nothing in it may steer the terminal. */
function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\p{Cc}/gu, '\uFFFD');
}

function labelled(label: string, text: string): string[] {
  return wrap(text, WIDTH - 9).map((line, index) => `${index === 0 ? label.padEnd(7) : '       '}  ${line}`);
}
