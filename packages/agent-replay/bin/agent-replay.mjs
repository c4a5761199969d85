#!/usr/bin/env node
import { realpathSync, writeSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What Node ends with when nothing is left that could settle an `await`. */
const UNSETTLED = 13;
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
// Who reads may leave early, as `head` does: the work goes on to its end and its exit code.
let lost;
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') lost ??= error;
  });
module.enableCompileCache?.();
// What `main` ended with; undefined until then.
let result;
let isTold = false;
const own = realpathSync(fileURLToPath(import.meta.url));
const local = ofProject();
if (local !== null && local !== own) await import(pathToFileURL(local).href);
else {
  process.on('exit', conclude);
  // A listener of the exit that calls `process.exit` ends the process where it stands.
  const { reallyExit } = process;
  process.reallyExit = (code) => reallyExit.call(process, concluded(Number(code ?? 0)));
  const { main } = await import('../dist/bundle/main.js');
  process.exitCode = result = await main(process.argv.slice(2));
  // Behind whatever else listens by now.
  process.off('exit', conclude).on('exit', conclude);
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

function conclude(code) {
  process.exitCode = concluded(code);
}

/**
 * The exit code for what was found out, whoever ends the process: `process.exit(0)` in a config, or in what it imports,
 * must not stand for health, nor must an answer that nobody was told, as on a full disk. What is above 128 stands for a
 * signal, up to 255: of more the system keeps the last byte, and 256 is 0.
 */
function concluded(code) {
  if (code > 128 && code < 256) return code;
  if (!isTold) tell(code);
  isTold = true;
  return (result ?? 5) || (lost === undefined ? 0 : 5);
}

function tell(code) {
  if (result === undefined)
    say(
      code === UNSETTLED
        ? 'Failed to finish: something that is waited for never comes, as an "await" of the config may be.'
        : `Failed to finish: something that was loaded, as the config, ended the process with exit code ${code}.`,
      'import the config with node, and see where it ends',
    );
  if (lost !== undefined) say(`Failed to print: ${lost.message}.`, 'see that what this writes to takes it');
}

function say(what, fix) {
  try {
    writeSync(2, `${what}\n  fix  ${fix}\n`);
  } catch {
    // Nor is there anybody to tell of it.
  }
}
