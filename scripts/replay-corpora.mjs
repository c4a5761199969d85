// Usage: node scripts/replay-corpora.mjs [folder] [--interceptor msw|nock] [--client fetch|node:http] [--only <part of a name>]
// Replays every vcrpy recording of a folder and prints `N of N interactions` for each pair.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CLIENTS, INTERCEPTORS, replayFolder } from '../test/corpora/replay-folder.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { interceptor: { type: 'string' }, client: { type: 'string' }, only: { type: 'string' } },
});
const [folder = 'test/corpora/vcr'] = positionals;
const part = values.only ?? '';
const only = (/** @type {string} */ name) => name.includes(part);
/** @type {import('../test/corpora/replay-folder.ts').FolderResult['others']} */
let others = [];
let failed = 0;
for (const interceptor of INTERCEPTORS.filter((name) => name === (values.interceptor ?? name))) {
  for (const client of Object.keys(CLIENTS).filter((name) => name === (values.client ?? name))) {
    const result = await replayFolder(resolve(folder), { client, interceptor, only });
    const redacted = result.redacted === 0 ? '' : ` (${result.redacted} with redacted values)`;
    console.log(`${interceptor} ${client}: ${result.equal} of ${result.total} interactions${redacted}`);
    for (const { name, index, differences } of result.failures) {
      console.log(`  ${name} #${index}: ${differences.map((line) => line.slice(0, 300)).join('; ')}`);
    }
    failed += result.failures.length;
    others = result.others;
  }
}
for (const { name, kind } of others) console.log(`not HTTP: ${name}: ${kind}`);
process.exitCode = failed === 0 ? 0 : 1;
