import { createHash } from 'node:crypto';
import type { MonitorArtifact, SilentWindow } from '@agent-replay/contracts';
import type { GateResult } from '../gate/check-gate.ts';
import { minutesText } from '../output/minutes.ts';
import { fixtureTable, type ReportDetail } from './fixture-table.ts';
import { type Html, join, markup, time, trusted } from './markup.ts';
import { REPORT_SCRIPT, REPORT_STYLE } from './report-assets.ts';
import { type TrendPoint, trendChart } from './trend-chart.ts';

export interface ReportData {
  artifact: MonitorArtifact | null;
  gate: GateResult;
  /** One point for each monitor run, oldest first. */
  trend: readonly TrendPoint[];
  details: readonly ReportDetail[];
}

/**
 * Renders health as one HTML file that opens from disk: no request, no library, a strict CSP; complete
 * with JavaScript off.
 */
export function renderReport(data: ReportData): string {
  const page = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="content-security-policy" content="${csp()}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${data.gate.healthy ? 'Healthy' : 'Refused'} · agent-replay</title>
        ${trusted(`<style>${REPORT_STYLE}</style>`)}
      </head>
      <body>
        ${header(data)}
        <main>${data.artifact === null ? '' : content(data.artifact, data)}</main>
        ${trusted(`<script>${REPORT_SCRIPT}</script>`)}
      </body>
    </html> `;
  return page.text;
}

function header({ artifact, gate }: ReportData): Html {
  return markup`<header>
    <h1 class="${gate.healthy ? 'passing' : 'failing'}">${gate.healthy ? 'Healthy' : 'Health refused'}</h1>
    <p>${gate.summary}</p>
    ${
      artifact === null
        ? ''
        : markup`<p class="quiet">
            Written ${time(artifact.generated_at)}, mode
            ${artifact.mode}, network namespace
            ${artifact.netns.active ? 'active' : `not active (${artifact.netns.reason ?? 'no reason given'})`}.
          </p>`
    }
  </header>`;
}

function content(artifact: MonitorArtifact, data: ReportData): Html {
  return markup`<section aria-labelledby="counts">
      <h2 id="counts">Fixtures</h2>
      <dl class="counts">
        ${count('passing', artifact.fixtures_passing)}${count('failing', artifact.fixtures_failing)}${count('stale', artifact.fixtures_stale)}
        <div>
          <dt>total</dt>
          <dd>${artifact.fixtures_total}</dd>
        </div>
        <div>
          <dt>silent window</dt>
          <dd>
            ${artifact.silent_failure_window_minutes === null ? 'none' : minutesText(artifact.silent_failure_window_minutes)}
          </dd>
        </div>
      </dl>
      ${trendChart(data.trend)}
    </section>
    ${reasons(data.gate)} ${fixtureTable(artifact.fixtures, data.details)} ${windows(artifact.windows)}
    ${unguarded(artifact)}`;
}

function count(state: string, value: number): Html {
  return markup`<div class="${state}">
    <dt>${state}</dt>
    <dd>${value}</dd>
  </div> `;
}

/** The table tells of every fixture; here stands what comes first. */
const MAX_SUBJECTS = 5;

function reasons(gate: GateResult): Html {
  if (gate.reasons.length === 0) return markup``;
  const byCode = Map.groupBy(gate.reasons, (reason) => reason.code);
  return markup`<section aria-labelledby="why">
    <h2 id="why">Why health is refused</h2>
    ${join([...byCode].map(([code, same]) => reasonsOfCode(code, same)))}
  </section>`;
}

function reasonsOfCode(code: string, same: GateResult['reasons']): Html {
  const more = same.length - MAX_SUBJECTS;
  return markup`<h3><code>${code}</code>${same.length > 1 ? markup` <span class="quiet">${same.length} times</span>` : ''}</h3>
    <ul>
      ${join(same.slice(0, MAX_SUBJECTS).map((reason) => markup`<li>${reason.subject}: ${reason.text}</li> `))}
      ${more > 0 ? markup`<li class="quiet">and ${more} more, below</li>` : ''}
    </ul>`;
}

function windows(all: readonly SilentWindow[]): Html {
  if (all.length === 0) return markup``;
  return markup`<section aria-labelledby="windows">
    <h2 id="windows">Silent-failure windows</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of windows">
      <table>
        <thead>
          <tr>
            <th scope="col">class</th>
            <th scope="col">status</th>
            <th scope="col">window</th>
            <th scope="col">first bad run</th>
            <th scope="col">first alert</th>
            <th scope="col">fingerprint</th>
          </tr>
        </thead>
        <tbody>
          ${join(
            all.map(
              (window) =>
                markup`<tr>
                  <th scope="row">${window.failure_class}</th>
                  <td>${window.status}</td>
                  <td>${minutesText(window.minutes)}</td>
                  <td>${time(window.first_bad_run_at)}</td>
                  <td>${window.first_alert_at === null ? (window.status === 'resolved' ? 'none' : 'none yet') : time(window.first_alert_at)}</td>
                  <td><code>${window.fingerprint}</code></td>
                </tr> `,
            ),
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function unguarded(artifact: MonitorArtifact): Html {
  if (artifact.unguarded.length === 0) return markup``;
  return markup`<section aria-labelledby="open">
    <h2 id="open">What could not be guarded</h2>
    <ul>
      ${join(artifact.unguarded.map((row) => markup`<li><code>${row.channel}</code> ${row.reason}</li> `))}
    </ul>
  </section>`;
}

function csp(): string {
  const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; style-src ${digest(REPORT_STYLE)}; script-src ${digest(REPORT_SCRIPT)}; base-uri 'none'; form-action 'none'`;
}
