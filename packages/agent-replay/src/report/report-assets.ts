/** The report's whole style: dark and light by the reader's own setting, filters without JavaScript. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --passing: #116329; --failing: #b3161b; --stale: #7a4b00; --line: #d0d7de; --quiet: #57606a; --back: #fff; --text: #1f2328; --soft: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --passing: #57d364; --failing: #ff8a82; --stale: #e3b341; --line: #3d444d; --quiet: #9da7b3; --back: #0d1117; --text: #e6edf3; --soft: #151b23; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem 1.5rem; background: var(--back); color: var(--text); }
h1 { font-size: 1.8rem; margin: .5rem 0 0; } h2 { font-size: 1.15rem; margin: 2.25rem 0 .75rem; } h3 { font-size: 1rem; font-weight: 500; margin: 1rem 0 .25rem; } ul { margin: 0; padding-left: 1.25rem; }
code, pre { font: 13px/1.45 ui-monospace, monospace; } h3 code { font-weight: 600; } pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0; padding: .5rem .75rem; background: var(--soft); border-radius: 4px; }
header p { margin: .25rem 0; } p, li, figcaption, code { overflow-wrap: anywhere; } th, td, td code { overflow-wrap: break-word; }
.quiet { color: var(--quiet); } .passing { color: var(--passing); } .failing { color: var(--failing); } .stale { color: var(--stale); }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .75rem; margin: 0; } .counts div { background: var(--soft); border: 1px solid var(--line); border-top: 3px solid currentColor; border-radius: 6px; padding: .4rem .8rem .5rem; } .counts dt { font-size: .85rem; } .counts dd { margin: 0; font-size: 1.7rem; line-height: 1.3; font-variant-numeric: tabular-nums; white-space: nowrap; }
figure { margin: 1rem 0; } figcaption { font-size: .85rem; } svg { display: block; width: 100%; height: 10rem; border: 1px solid var(--line); border-radius: 6px; box-sizing: border-box; margin-bottom: .35rem; } svg.small { height: 4rem; } polyline { fill: none; stroke: currentColor; stroke-width: 2; vector-effect: non-scaling-stroke; } polyline.stale { stroke-dasharray: 6 4; } polyline.failing { stroke-width: 3; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; } thead th { color: var(--quiet); font-size: .85rem; font-weight: 600; } tbody th { font-weight: 500; }
#fixtures, #fixtures thead, #fixtures tbody { display: block; min-width: 60rem; } #fixtures tr { display: grid; grid-template-columns: minmax(0, 6fr) 5.5rem minmax(0, 8fr) 5rem 6rem 11.5rem; border-bottom: 1px solid var(--line); } #fixtures th, #fixtures td { border: 0; min-width: 0; }
#fixtures.long tbody { content-visibility: auto; contain-intrinsic-size: auto 60rem auto 850px; }
#fixtures.long.found tbody, section:has(input:checked:not([value=all])) #fixtures.long tbody { content-visibility: visible; }
@media print { #fixtures.long tbody { content-visibility: visible; } }
fieldset { min-width: 0; border: 1px solid var(--line); border-radius: 6px; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 .75rem; } label { cursor: pointer; } .search { margin-left: auto; } .search input { font: inherit; max-width: 12rem; } summary { cursor: pointer; }
[hidden], #fixtures tr[hidden], section:has(input[value=failing]:checked) #fixtures tr[data-state]:not([data-state=failing]), section:has(input[value=stale]:checked) #fixtures tr[data-state]:not([data-state=stale]), section:has(input[value=passing]:checked) #fixtures tr[data-state]:not([data-state=passing]) { display: none; }
`;

/** Adds what needs JavaScript: a field that finds rows by text. */
export const REPORT_SCRIPT = `
const find = document.getElementById('find');
if (find) {
  find.parentElement.hidden = false;
  let rows;
  find.addEventListener('input', () => {
    rows ??= [...document.querySelectorAll('#fixtures tr[data-state]')].map((row) => [row, row.textContent.toLowerCase()]);
    const wanted = find.value.toLowerCase();
    document.getElementById('fixtures').classList.toggle('found', wanted !== '');
    for (const [row, text] of rows) row.hidden = !text.includes(wanted);
  });
}
`;
