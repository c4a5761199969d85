/** The report's whole style: dark and light by the reader's own setting, filters without JavaScript. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --passing: #116329; --failing: #b3161b; --stale: #7a4b00; --line: #d0d7de; --quiet: #57606a; --back: #fff; --text: #1f2328; }
@media (prefers-color-scheme: dark) { :root { --passing: #57d364; --failing: #ff8a82; --stale: #e3b341; --line: #3d444d; --quiet: #9da7b3; --back: #0d1117; --text: #e6edf3; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem 1.5rem; background: var(--back); color: var(--text); }
h1 { font-size: 1.8rem; margin: .5rem 0 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
code, pre { font: 13px/1.45 ui-monospace, monospace; } pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0; }
.quiet { color: var(--quiet); } .passing { color: var(--passing); } .failing { color: var(--failing); } .stale { color: var(--stale); }
.counts { display: flex; flex-wrap: wrap; gap: .5rem 2.5rem; margin: 0; } .counts dt { font-size: .85rem; } .counts dd { margin: 0; font-size: 1.8rem; font-variant-numeric: tabular-nums; }
p, li, figcaption, code { overflow-wrap: anywhere; } polyline.stale { stroke-dasharray: 6 4; } polyline.failing { stroke-width: 3; } figure { margin: 1rem 0; } svg { width: 100%; height: 10rem; border: 1px solid var(--line); } svg.small { height: 4rem; } polyline { fill: none; stroke: currentColor; stroke-width: 2; vector-effect: non-scaling-stroke; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; } #fixtures { table-layout: fixed; min-width: 60rem; } #fixtures th:nth-child(1) { width: 24%; } #fixtures th:nth-child(2), #fixtures th:nth-child(4), #fixtures th:nth-child(5) { width: 8%; } #fixtures th:nth-child(6) { width: 20%; } tbody th { font-weight: 500; overflow-wrap: anywhere; }
fieldset { min-width: 0; border: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 .75rem; } label { cursor: pointer; } .search { margin-left: auto; } [hidden] { display: none; }
section:has(input[value=failing]:checked) tr[data-state]:not([data-state=failing]), section:has(input[value=stale]:checked) tr[data-state]:not([data-state=stale]), section:has(input[value=passing]:checked) tr[data-state]:not([data-state=passing]) { display: none; }
`;

/** Adds what needs JavaScript: a field that finds rows by text. */
export const REPORT_SCRIPT = `
const find = document.getElementById('find');
if (find) {
  find.parentElement.hidden = false;
  const rows = [...document.querySelectorAll('#fixtures tbody tr')].map((row) => [row, row.textContent.toLowerCase()]);
  find.addEventListener('input', () => {
    const wanted = find.value.toLowerCase();
    for (const [row, text] of rows) row.hidden = !text.includes(wanted);
  });
}
`;
