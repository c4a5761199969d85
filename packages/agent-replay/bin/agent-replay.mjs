#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

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
const { main } = await import('../dist/commands/main.js');
process.exitCode = await main(process.argv.slice(2));
