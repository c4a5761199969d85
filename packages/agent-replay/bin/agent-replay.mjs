#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 20)) {
  process.stderr.write(`agent-replay needs Node 22.20 or newer; this is ${process.versions.node}.\n`);
  process.exit(5);
}
if (process.versions.pnp !== undefined) {
  process.stderr.write(
    `agent-replay does not run under Yarn's Plug'n'Play, which answers for the file system: set "nodeLinker: node-modules" in .yarnrc.yml.\n`,
  );
  process.exit(5);
}
module.enableCompileCache?.();
const own = realpathSync(fileURLToPath(import.meta.url));
const local = ofProject();
if (local !== null && local !== own) await import(pathToFileURL(local).href);
else {
  const { endAsFound } = await import('./end-as-found.mjs');
  await endAsFound(async () => {
    const { main } = await import('../dist/bundle/main.js');
    return main(process.argv.slice(2));
  });
}

/** The command of the package that the project in this folder has installed, as its agents import it. */
function ofProject() {
  try {
    const manifest = module.createRequire(join(process.cwd(), '_')).resolve('agent-replay/package.json');
    return realpathSync(join(dirname(manifest), 'bin/agent-replay.mjs'));
  } catch {
    return null;
  }
}
