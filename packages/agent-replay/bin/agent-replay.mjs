#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 20)) {
  process.stderr.write(`agent-replay needs Node 22.20 or newer; this is ${process.versions.node}.\n`);
  process.exit(5);
}
// Who reads may leave early, as `head` does: the work goes on to its end and its exit code.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
enableCompileCache?.();
const { main } = await import(new URL('dist/bundle/main.js', installed()));
process.exitCode = await main(process.argv.slice(2));

/** The package that the project in this folder has installed, as its agents import it; else this one. */
function installed() {
  const own = realpathSync(fileURLToPath(new URL('..', import.meta.url)));
  try {
    const manifest = createRequire(join(process.cwd(), '_')).resolve('agent-replay/package.json');
    return pathToFileURL(join(realpathSync(dirname(manifest)), '/'));
  } catch {
    return pathToFileURL(join(own, '/'));
  }
}
