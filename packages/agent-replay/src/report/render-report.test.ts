import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { buildMonitor } from '../monitor/build-monitor.ts';
import { checkGate } from '../gate/check-gate.ts';
import { renderReport } from './render-report.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const artifact = (size: number) =>
  buildMonitor({
    now: NOW,
    mode: 'cassette',
    fixtures: Array.from({ length: size }, (_, index) => ({
      fixture_id: `fixture_${index}`,
      suite: 'suite',
      tier: 'critical' as const,
      sha256: 'a',
      proof: 'proven' as const,
      stale_after: null,
      quarantine: null,
    })),
    results: Array.from({ length: size }, (_, index) => ({
      fixture_id: `fixture_${index}`,
      suite: 'suite',
      run_id: 'r',
      at: '2026-11-24T12:00:00.000Z',
      fixture_sha256: 'a',
      exit_code: index % 7 === 0 ? 1 : 0,
      reason: index % 7 === 0 ? 'missing_artifact_ref: <script>alert(1)</script>' : null,
    })),
    failures: [],
    alerts: [],
    ticks: {},
    unguarded: [],
    netns: { active: false, reason: 'not asked for' },
  });

const report = (size: number, points = 0) => {
  const monitor = artifact(size);
  return renderReport({
    artifact: monitor,
    gate: checkGate({
      now: NOW,
      artifact: monitor,
      locked: monitor.fixtures.map((row) => `${row.suite}/${row.fixture_id}`),
    }),
    trend: Array.from({ length: points }, (_, index) => ({
      at: new Date(NOW - (points - index) * 900_000).toISOString(),
      passing: size - (index % 9),
      failing: index % 9,
      stale: 0,
    })),
    details: [],
  });
};

test('makes hostile text inert', () => {
  const page = report(1);
  expect(page).not.toContain('<script>alert');
  expect(page).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
});

test('asks for nothing from anywhere', () => {
  const page = report(3, 10);
  expect(page).toMatch(/content="default-src &#39;none&#39;; style-src &#39;sha256-/);
  expect(page).not.toMatch(/\b(?:src|href)=/);
});

test('allows exactly its own style and script', () => {
  const page = report(1);
  for (const [tag, directive] of [
    ['style', 'style-src'],
    ['script', 'script-src'],
  ] as const) {
    const content = page.split(`<${tag}>`)[1]?.split(`</${tag}>`)[0] ?? '';
    const digest = createHash('sha256').update(content).digest('base64');
    expect(page).toContain(`${directive} &#39;sha256-${digest}&#39;`);
  }
});

test('stays under 500 kB for 500 fixtures and 30 days', () => {
  expect(Buffer.byteLength(report(500, 2880))).toBeLessThan(500_000);
});

test('shows why there is no artifact', () => {
  const missing = { missing: true as const, path: 'monitor.json' };
  const page = renderReport({
    artifact: null,
    gate: checkGate({ now: NOW, artifact: missing, locked: null }),
    trend: [],
    details: [],
  });
  expect(page).toContain('<h1 class="failing">Health refused</h1>');
  expect(page).toContain('refused: monitor_missing monitor.json');
});
