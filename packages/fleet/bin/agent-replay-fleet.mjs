#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 20)) {
  process.stderr.write(`agent-replay-fleet needs Node 22.20 or newer; this is ${process.versions.node}.\n`);
  process.exit(5);
}
const command = import.meta.resolve('agent-replay/package.json');
const { endAsFound } = await import(new URL('bin/end-as-found.mjs', command).href);
await endAsFound(async () => {
  const { main } = await import('../dist/main.js');
  return main(process.argv.slice(2));
});
