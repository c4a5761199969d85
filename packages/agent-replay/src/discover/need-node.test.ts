import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { needNode } from './need-node.ts';

const run = promisify(execFile);

test.each(['22.20.0', '22.21.1', '24.0.0', '26.1.0'])('Node %s is new enough', (version) => {
  expect(() => needNode('the plugin', { node: version })).not.toThrow();
});

test.each(['20.20.2', '22.19.0'])('Node %s is refused by name', (version) => {
  expect(() => needNode('the plugin', { node: version })).toThrow(
    `the plugin needs Node 22.20 or newer; this is ${version}.`,
  );
});

/** Node 20 as far as imports go: what it has of `node:module`, and its version. */
const NODE_20 = module(`
  import { createRequire, registerHooks } from 'node:module';
  const own = ${JSON.stringify(module('const { createRequire } = process.getBuiltinModule("module"); export { createRequire }; export default { createRequire };'))};
  registerHooks({ resolve: (name, context, next) => name === 'node:module' ? { url: own, shortCircuit: true } : next(name, context) });
  Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });
`);

test.each([
  {
    what: 'the command',
    args: [fileURLToPath(new URL('../../bin/agent-replay.mjs', import.meta.url)), 'gate'],
  },
  {
    what: 'a runner',
    args: ['--input-type=module', '-e', "(await import('agent-replay/discover')).needNode('a runner');"],
  },
])('$what comes as far as to refuse Node 20', async ({ args }) => {
  const cwd = fileURLToPath(new URL('../../../..', import.meta.url));
  await expect(run(process.execPath, ['--import', NODE_20, ...args], { cwd })).rejects.toThrow(
    'needs Node 22.20 or newer; this is 20.20.2.',
  );
});

/** As Yarn's resolver marks the processes that it answers for. */
const PNP = module(
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, pnp: '3' } });`,
);

test.each([
  [fileURLToPath(new URL('../../bin/agent-replay.mjs', import.meta.url)), 'monitor'],
  ['--input-type=module', '-e', "(await import('agent-replay/discover')).needNode('a runner');"],
])("Yarn's Plug'n'Play is refused by name (%s)", async (...args) => {
  const cwd = fileURLToPath(new URL('../../../..', import.meta.url));
  await expect(run(process.execPath, ['--import', PNP, ...args], { cwd })).rejects.toThrow(
    /does not run under Yarn's Plug'n'Play.*nodeLinker: node-modules/,
  );
});

function module(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
