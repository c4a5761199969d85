import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { checkGate } from '../gate/check-gate.ts';
import { buildMonitor } from '../monitor/build-monitor.ts';
import { openMetrics } from '../monitor/open-metrics.ts';
import { renderReport } from '../report/render-report.ts';
import { annotations, jobSummary, tellGitHub } from './github.ts';
import { JUNIT_XSD } from './junit.suite.ts';
import { junit } from './junit.ts';
import { printMonitor } from './print-monitor.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const HOSTILE = 'missing_artifact_ref: <script>"&\' ::error::%0A | `x` \u0000\u001B[31m]]>\nsecond line';

/** 12 passing, 5 failing, 4 stale, of which one is in quarantine. */
function artifact() {
  const fixtures = Array.from({ length: 21 }, (_, index) => ({
    fixture_id: `fixture_${String(index).padStart(2, '0')}`,
    suite:
      index < 10
        ? 'payments'
        : 'refunds_with_a_name_that_is_longer_than_most_names_that_people_give_to_suites',
    tier: 'critical' as const,
    sha256: 'a',
    proof: 'proven' as const,
    stale_after: null,
    quarantine: index === 17 ? { owner: 'ann', until: '2026-11-25T00:00:00.000Z' } : null,
  }));
  return buildMonitor({
    now: NOW,
    mode: 'cassette',
    fixtures,
    results: fixtures.slice(0, 18).map(({ fixture_id, suite }, index) => ({
      fixture_id,
      suite,
      run_id: 'r',
      at: '2026-11-24T11:59:00.000Z',
      fixture_sha256: 'a',
      exit_code: index < 12 || index === 17 ? 0 : 1,
      reason: index < 12 ? null : HOSTILE,
    })),
    failures: [
      {
        fingerprint: 'v1:f',
        agent_name: 'researcher',
        failure_class: 'timeout',
        first_bad_run_at: '2026-11-24T11:53:00.000Z',
        status: 'open',
      },
    ],
    alerts: [],
    ticks: {},
    unguarded: [],
    netns: { active: false, reason: null },
  });
}

const gate = () =>
  checkGate({
    now: NOW,
    artifact: artifact(),
    locked: artifact().fixtures.map((row) => `${row.suite}/${row.fixture_id}`),
  });

function terminal(monitor = artifact()): string[] {
  const lines: string[] = [];
  printMonitor(
    {
      json: false,
      line: (text = '') => void lines.push(...text.split('\n')),
      note: () => undefined,
      document: () => undefined,
      style: (_, text) => text,
    },
    monitor,
    '.agent-replay/monitor.json',
  );
  return lines;
}

/** The first number behind each of some words of a text. */
const number = (text: string, pattern: RegExp) => Number(pattern.exec(text)?.[1]);
const total = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);

test('the terminal names the channels that did not take an alert, and not those that were made up for', () => {
  const unsent = { fingerprint: 'v1:f', at: '2026-11-24T11:55:00.000Z', kind: 'alert' as const, ok: false };
  const alerts = [
    { ...unsent, channel: 'slack one.example' },
    { ...unsent, channel: 'slack one.example', fingerprint: 'v1:g' },
    { ...unsent, channel: 'file' },
    { ...unsent, channel: 'file', at: '2026-11-24T11:56:00.000Z', ok: true },
  ];
  expect(terminal({ ...artifact(), alerts }).filter((line) => line.startsWith('alert'))).toEqual([
    'alert    slack one.example did not take 2 messages; the next run tries again',
  ]);
});

test('L11: terminal, JSON, JUnit, GitHub and HTML agree on the counts; so do the metrics', () => {
  const json = artifact();
  const wanted = { total: 21, passing: 12, failing: 5, stale: 4 };
  expect({
    total: json.fixtures_total,
    passing: json.fixtures_passing,
    failing: json.fixtures_failing,
    stale: json.fixtures_stale,
  }).toEqual(wanted);
  const text = terminal().join('\n');
  const states = ['passing', 'failing', 'stale'] as const;
  const from = (read: (state: string) => number) =>
    Object.fromEntries(states.map((state) => [state, read(state)]));
  expect({
    total: number(text, /(\d+) fixtures:/),
    ...from((state) => number(text, new RegExp(`(\\d+) ${state}`))),
  }).toEqual(wanted);
  const xml = junit(json);
  const tests = total(xml, / tests="(\d+)"/g);
  const failing = total(xml, / failures="(\d+)"/g);
  const stale = total(xml, / errors="(\d+)"/g) + total(xml, / skipped="(\d+)"/g);
  expect({ total: tests, passing: tests - failing - stale, failing, stale }).toEqual(wanted);
  expect([
    xml.match(/<testcase /g)?.length,
    xml.match(/<failure /g)?.length,
    xml.match(/<error /g)?.length,
  ]).toEqual([21, 5, 3]);
  const summary = jobSummary(json, gate());
  expect(summary).toContain('| 12 | 5 | 4 | 21 | 7.0 min |');
  const html = renderReport({ artifact: json, gate: gate(), trend: [], details: [] });
  expect({
    total: number(html, /<dt>total<\/dt>\s*<dd>(\d+)/),
    ...from((state) => number(html, new RegExp(`<dt>${state}</dt>\\s*<dd>(\\d+)`))),
  }).toEqual(wanted);
  expect(html.match(/data-state="failing"/g)).toHaveLength(5);
  const metrics = openMetrics(json, gate());
  expect(
    from((state) => number(metrics, new RegExp(`agent_replay_fixtures\\{state="${state}"\\} (\\d+)`))),
  ).toEqual({
    passing: 12,
    failing: 5,
    stale: 4,
  });
});

test('writes JUnit XML that is valid against its schema, whatever a reason holds', async () => {
  const validate = (contents: string) =>
    validateXML({
      xml: [{ fileName: 'junit.xml', contents }],
      schema: [{ fileName: 'junit.xsd', contents: JUNIT_XSD }],
    });
  expect(await validate(junit(artifact()))).toMatchObject({ valid: true, errors: [] });
  expect(await validate(junit(artifact()).replace(' tests=', ' test='))).toMatchObject({ valid: false });
});

test('JUnit XML says how long what was replayed took, in seconds', async () => {
  const xml = junit(
    artifact(),
    new Map([
      ['payments/fixture_00', 1234],
      ['payments/fixture_09', 7],
    ]),
  );
  const times = [...xml.matchAll(/<(testsuite|testcase) name="(\w{10})[^>]* time="([^"]*)"/g)];
  expect(
    times.map(([, tag, name, time]) => `${tag} ${name} ${time}`).filter((each) => !each.endsWith(' 0.000')),
  ).toEqual(['testcase fixture_00 1.234', 'testcase fixture_09 0.007']);
  expect(xml).toMatch(/<testsuite name="payments" [^>]* time="1\.241">/);
  const schema = [{ fileName: 'junit.xsd', contents: JUNIT_XSD }];
  expect(await validateXML({ xml: [{ fileName: 'a.xml', contents: xml }], schema })).toMatchObject({
    valid: true,
  });
});

test('fits 80 columns, with every reason in full', () => {
  const lines = terminal();
  expect(lines.filter((line) => stripVTControlCharacters(line).length > 80)).toEqual([]);
  expect(lines.join('').replaceAll(/\s/g, '')).toContain('secondline');
  expect(lines.join('')).not.toMatch(/\p{Cc}/u);
  expect(lines).toContainEqual(expect.stringContaining('timeout of researcher open, bad since'));
});

test('keeps what a reason holds inside its cell and its annotation', () => {
  const summary = jobSummary(artifact(), gate());
  expect(summary).not.toContain('<script>');
  expect(
    summary
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .every((line) => line.endsWith('|')),
  ).toBe(true);
  const lines = annotations(artifact());
  expect(lines).toHaveLength(9);
  expect(lines.every((line) => /^::(?:error|warning) title=[^:,\n]*::[^\n]*$/.test(line))).toBe(true);
  expect(lines[0]).toContain('%250A');
});

test('tells GitHub only where GitHub runs it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'summary-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'summary.md');
  await tellGitHub(artifact(), gate(), {});
  await tellGitHub(artifact(), gate(), { GITHUB_STEP_SUMMARY: file });
  expect(readFileSync(file, 'utf8')).toBe(jobSummary(artifact(), gate()));
});
