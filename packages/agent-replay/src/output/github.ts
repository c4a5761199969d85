import { appendFile } from 'node:fs/promises';
import type { MonitorArtifact } from '@agent-replay/contracts';
import type { GateResult } from '../gate/check-gate.ts';
import { minutesText } from './minutes.ts';

/** GitHub shows ten annotations of a kind for a step; the rest stand in the summary. */
const MAX_ANNOTATIONS = 10;

/** Writes the job summary and prints annotations, where GitHub Actions runs this. */
export async function tellGitHub(
  artifact: MonitorArtifact,
  gate: GateResult,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const file = environment['GITHUB_STEP_SUMMARY'];
  if (file !== undefined && file !== '') await appendFile(file, jobSummary(artifact, gate));
  if (environment['GITHUB_ACTIONS'] !== 'true') return;
  for (const line of annotations(artifact)) process.stderr.write(`${line}\n`);
}

/** Health as GitHub's Markdown. */
export function jobSummary(artifact: MonitorArtifact, gate: GateResult): string {
  const { fixtures_passing, fixtures_failing, fixtures_stale, fixtures_total } = artifact;
  const minutes = artifact.silent_failure_window_minutes;
  const bad = artifact.fixtures.filter(({ state }) => state !== 'passing');
  return [
    `## ${gate.healthy ? '✅ Healthy' : '❌ Health refused'}`,
    '',
    cell(gate.summary),
    '',
    '| passing | failing | stale | total | silent-failure window |',
    '| ---: | ---: | ---: | ---: | ---: |',
    `| ${fixtures_passing} | ${fixtures_failing} | ${fixtures_stale} | ${fixtures_total} | ${minutes === null ? 'none' : minutesText(minutes)} |`,
    '',
    ...(bad.length === 0 ? [] : ['| fixture | state | why |', '| --- | --- | --- |']),
    ...bad.map(
      ({ suite, fixture_id, state, reason }) =>
        `| ${cell(`${suite}/${fixture_id}`)} | ${state} | ${cell(reason ?? '')} |`,
    ),
    '',
    '',
  ].join('\n');
}

/** One workflow command for each fixture that does not pass: failing as errors, stale as warnings. */
export function annotations(artifact: MonitorArtifact): string[] {
  const of = (state: 'failing' | 'stale', command: string): string[] =>
    artifact.fixtures
      .filter((row) => row.state === state)
      .slice(0, MAX_ANNOTATIONS)
      .map(
        ({ suite, fixture_id, reason }) =>
          `::${command} title=${property(`${suite}/${fixture_id} is ${state}`)}::${data(reason ?? state)}`,
      );
  return [...of('failing', 'error'), ...of('stale', 'warning')];
}

/** Text that stays in its cell and is nothing but text. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\|<>&*_`[\]#~@!]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Escapes as GitHub's own toolkit does: a line break would end the command. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
