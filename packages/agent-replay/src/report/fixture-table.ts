import type { MonitorRow } from '@agent-replay/contracts';
import { type Html, join, markup, trusted } from './markup.ts';

/** The last replay of a fixture, as the report shows it. */
export interface ReportDetail {
  suite: string;
  fixture_id: string;
  verdict: string;
  reason: string | null;
  /** Lines for people: each issue, miss and refusal in full. */
  lines: readonly string[];
}

/** Rows that are laid out together: a browser leaves those out that nobody has scrolled to. */
const BLOCK = 25;

/** Every fixture with its state and why, and what filters them. */
export function fixtureTable(rows: readonly MonitorRow[], details: readonly ReportDetail[]): Html {
  const byFixture = new Map(details.map((detail) => [`${detail.suite}/${detail.fixture_id}`, detail]));
  const shown = rows.map((row) => fixtureRow(row, byFixture.get(`${row.suite}/${row.fixture_id}`)));
  const blocks = Array.from({ length: Math.ceil(shown.length / BLOCK) }, (_, index) =>
    shown.slice(index * BLOCK, (index + 1) * BLOCK),
  );
  return markup`<section aria-labelledby="list">
    <h2 id="list">Every fixture</h2>
    ${filter()}
    <div class="scroll" tabindex="0" role="region" aria-label="Table of fixtures">
      <table id="fixtures" class="${blocks.length > 1 ? 'long' : 'short'}" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">fixture</th>
            <th scope="col" role="columnheader">state</th>
            <th scope="col" role="columnheader">why</th>
            <th scope="col" role="columnheader">tier</th>
            <th scope="col" role="columnheader">proof</th>
            <th scope="col" role="columnheader">last replay</th>
          </tr>
        </thead>
        ${join(blocks.map((block) => markup`<tbody role="rowgroup">${join(block)}</tbody> `))}
      </table>
    </div>
  </section>`;
}

function filter(): Html {
  return markup`<fieldset class="filter">
    <legend>Show</legend>
    ${join(
      ['all', 'failing', 'stale', 'passing'].map(
        (state) =>
          markup`<label
            ><input type="radio" name="state" value="${state}" ${state === 'all' ? trusted(' checked') : ''} />
            ${state}</label
          > `,
      ),
    )}<label class="search" hidden>Find <input type="search" id="find" autocomplete="off" /></label>
  </fieldset>`;
}

/** On one line: white space between five hundred rows would be nodes, too. The roles stand against `display`. */
function fixtureRow(row: MonitorRow, detail: ReportDetail | undefined): Html {
  const cells = [
    markup`<th scope="row" role="rowheader">${row.suite}/<wbr />${row.fixture_id}</th>`,
    markup`<td role="cell" class="${row.state}">${row.state}</td>`,
    markup`<td role="cell">${why(row, detail)}</td>`,
    markup`<td role="cell">${row.tier}</td>`,
    markup`<td role="cell">${row.proof}</td>`,
    markup`<td role="cell">${row.at === null ? 'never' : `${row.at.slice(0, 16).replace('T', ' ')} UTC`}</td>`,
  ];
  return markup`<tr role="row" data-state="${row.state}">${join(cells)}</tr>`;
}

function why(row: MonitorRow, detail: ReportDetail | undefined): Html {
  if (detail === undefined || detail.lines.length === 0) return markup`${row.reason ?? ''}`;
  return markup`<details><summary>${row.reason ?? detail.verdict}</summary><pre>${detail.lines.join('\n')}</pre></details>`;
}
