import { performance } from 'node:perf_hooks';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { median } from '../measure-command.mjs';

/** Seconds to find the fixtures of a project and to write their modules, with warm file caches; median of `runs`. */
export async function measureDiscovery(installed, dir, runs) {
  const file = join(installed, 'node_modules/@agent-replay/vitest-plugin/dist/catalog.js');
  const { createCatalog } = await import(pathToFileURL(file).href);
  const base = join(dir, '.vitest/agent-replay');
  const samples = [];
  for (let run = 0; run <= runs; run += 1) {
    rmSync(base, { recursive: true, force: true });
    const started = performance.now();
    await createCatalog({
      root: dir,
      searched: dir,
      base,
      shards: 1,
      filters: [],
      watch: false,
      changed: null,
      choose: {},
    });
    samples.push((performance.now() - started) / 1000);
  }
  // The first run loads the modules and warms the caches.
  return median(samples.slice(1));
}
