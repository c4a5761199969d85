import path = require('node:path');
import policies = require('./policy.cts');
import type wall = require('./wall.cts');

const VARIABLE = 'AGENT_REPLAY_GUARD';
const GUARD = path.join(__dirname, 'preload.cjs');
const MODULE_HOOKS = path.join(__dirname, 'guard-module-hooks.cjs');
/** What a process loads the guard from. */
const FILES: readonly string[] = [GUARD, MODULE_HOOKS, path.join(__dirname, 'guard-realm.cjs')];

/** The policy that a child or a worker gets: this one's, with a ledger that reports back here. */
function inheritedPolicy(wall: wall.Wall, netns: boolean): string {
  const { policy } = wall;
  return JSON.stringify({
    ...policy,
    allow: policies.settleRules(policy.allow),
    ledger: wall.ledger.share(),
    netns,
    exit: true,
  });
}

/** An environment, as `NAME=value` pairs, in which every Node process starts with the guard. */
function guardPairs(pairs: readonly string[], wall: wall.Wall, netns: boolean): string[] {
  const options = pairs.find((pair) => pair.startsWith('NODE_OPTIONS='))?.slice('NODE_OPTIONS='.length) ?? '';
  return [
    ...pairs.filter((pair) => !pair.startsWith('NODE_OPTIONS=') && !pair.startsWith(`${VARIABLE}=`)),
    `NODE_OPTIONS=${withRequire(options)}`,
    `${VARIABLE}=${inheritedPolicy(wall, netns)}`,
  ];
}

/** `NODE_OPTIONS` with the guard as the first module to load. */
function withRequire(options: string): string {
  const require = `--require ${quoted(GUARD)}`;
  return options.startsWith(require) ? options : `${require} ${options.replaceAll(require, '')}`.trim();
}

function quoted(file: string): string {
  return /[\s"\\]/.test(file) ? `"${file.replaceAll(/["\\]/g, String.raw`\$&`)}"` : file;
}

const child = { FILES, GUARD, MODULE_HOOKS, VARIABLE, guardPairs, inheritedPolicy, withRequire };
export = child;
