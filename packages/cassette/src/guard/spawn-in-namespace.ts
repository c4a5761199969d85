import { type ChildProcess, spawn, spawnSync, type SpawnOptions } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { guardedStart, type GuardPolicy } from './load-guard.ts';
import type floors = require('./namespace-floor.cts');

export interface NamespaceOptions extends SpawnOptions {
  /** The policy of the guard inside; its `tcp:` rules are bridged into the namespace. */
  policy: Partial<GuardPolicy> & { claim?: boolean };
}

/** Whether the kernel keeps a process tree off the network, and why not. */
export interface NetnsState {
  active: boolean;
  reason: string | null;
}

export interface NamespacedProcess {
  child: ChildProcess;
  netns: NetnsState;
  /** Attempts to leave that no hook saw, as the kernel counts them. Zero is a clean run; null is unknown. */
  attempts: () => number | null;
  /** Takes down the bridges; call it when the child has ended. */
  close: () => Promise<void>;
}

const relayFile = fileURLToPath(new URL('../../dist/guard/namespace-relay.cjs', import.meta.url));
const floorFile = fileURLToPath(new URL('../../dist/guard/namespace-floor.cjs', import.meta.url));

/**
 * Starts a Node program with the guard inside and, on Linux where it can be had, in a network
 * namespace of its own: loopback up, no route out, allow-listed ports bridged through unix sockets.
 * Where there is no namespace it starts all the same, and `netns` says why.
 */
export async function spawnInNamespace(
  command: string,
  args: readonly string[],
  options: NamespaceOptions,
): Promise<NamespacedProcess> {
  const { policy, env = process.env, ...rest } = options;
  const state = namespaceState();
  const reason = state.reason ?? whyNot(policy);
  const isActive = state.prefix !== null && reason === null;
  const guarded = guardedStart({ ...policy, netns: isActive });
  const environment = {
    ...env,
    ...guarded.env,
    NODE_OPTIONS: `--require ${JSON.stringify(guarded.execArgv[1])} ${env['NODE_OPTIONS'] ?? ''}`.trim(),
  };
  if (state.prefix === null || !isActive) {
    const child = spawn(command, args, { ...rest, env: environment });
    return {
      child,
      netns: { active: false, reason },
      attempts: () => null,
      close: async () => {},
    };
  }
  const bridges = await openBridges(policy.allow ?? []);
  const [unshare = '', ...flags] = state.prefix;
  const relay = bridges.rules.length === 0 ? '' : RELAY;
  const { SETUP, decoys, openSockets } = floor();
  const script = `${SETUP} ${relay} ${FORGET}; exec "$@"`;
  const hidden = state.hides ? socketsToHide(policy, bridges.folder, openSockets) : [];
  const covers = decoys.coverSockets(hidden, hidden.length === 0 ? null : await bridges.openDecoy());
  const ready = path.join(bridges.folder, 'ready');
  const child = spawn(
    unshare,
    [
      ...flags,
      '--',
      '/bin/sh',
      '-c',
      script,
      'sh',
      String(hidden.length),
      ...covers,
      ...state.confine,
      command,
      ...args,
    ],
    {
      ...rest,
      env: {
        ...environment,
        ...(relay === ''
          ? {}
          : {
              AGENT_REPLAY_NODE: process.execPath,
              AGENT_REPLAY_RELAY: relayFile,
              AGENT_REPLAY_READY: ready,
              AGENT_REPLAY_BRIDGES: JSON.stringify(bridges.rules),
            }),
      },
    },
  );
  return {
    child,
    netns: { active: true, reason: null },
    attempts: () => floor().countAttempts(child.pid),
    close: bridges.close,
  };
}

/** The relay runs without the guard and the channel to the parent; who starts waits for it, five seconds at most. */
const RELAY = [
  'NODE_OPTIONS= NODE_CHANNEL_FD= AGENT_REPLAY_GUARD= "$AGENT_REPLAY_NODE" "$AGENT_REPLAY_RELAY" $$ </dev/null >/dev/null 2>&1 3>&- &',
  'i=0; while [ ! -e "$AGENT_REPLAY_READY" ] && [ $i -lt 250 ]; do sleep 0.02; i=$((i+1)); done;',
].join(' ');

const FORGET = 'unset AGENT_REPLAY_NODE AGENT_REPLAY_RELAY AGENT_REPLAY_READY AGENT_REPLAY_BRIDGES';

/** Whether a network namespace can be had here. */
export function netnsState(): NetnsState {
  const { prefix, reason } = namespaceState();
  return { active: prefix !== null, reason };
}

/** Why a tree with this policy needs the network of the machine; null when it does not. */
function whyNot({ mode = 'cassette', allow = [] }: Partial<GuardPolicy>): string | null {
  if (mode === 'live' || mode === 'off') return `mode ${mode} lets calls out`;
  const { bridgedPorts } = floor();
  const beyond = allow.find((rule) => /^(?:tcp|udp|dns):/.test(rule) && bridgedPorts([rule]).length === 0);
  return beyond === undefined ? null : `the allow-list leads beyond a port of loopback: ${beyond}`;
}

let known: ReturnType<typeof findNamespace> | undefined;

/** What the machine gives does not change while a process runs. */
function namespaceState() {
  known ??= findNamespace();
  return known;
}

function findNamespace() {
  return floor().createNamespaceFloor(({ args }) => {
    const { status, error, stdout } = spawnSync(args[0] ?? '', args.slice(1), {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    });
    return { status, output: [null, stdout], ...(error === undefined ? {} : { error: -1 }) };
  }).state;
}

function floor(): typeof floors {
  return createRequire(import.meta.url)(floorFile) as typeof floors;
}

/** The sockets of this machine that the allow-list does not name, without those of the bridges. */
function socketsToHide(
  { allow = [] }: Partial<GuardPolicy>,
  bridges: string,
  openSockets: typeof floors.openSockets,
): string[] {
  const allowed = allow.flatMap((rule) => (rule.startsWith('unix:') ? rule.slice('unix:'.length) : []));
  const own = fs.realpathSync(bridges) + path.sep;
  return openSockets(allowed).filter((file) => !file.startsWith(own));
}

/** One unix socket for each allowed TCP port: a path crosses network namespaces where a port does not. */
async function openBridges(allow: readonly string[]): Promise<{
  rules: ReturnType<typeof floors.linksInside>;
  folder: string;
  /** A socket to lay over those that are hidden. */
  openDecoy: () => Promise<string>;
  close: () => Promise<void>;
}> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `agent-replay-bridge-${process.pid}-`));
  const { bridgedPorts, decoys, linksInside } = floor();
  const decoy = decoys.createDecoy();
  const rules: ReturnType<typeof linksInside> = [];
  const servers: net.Server[] = [];
  for (const { host, port } of bridgedPorts(allow)) {
    const socket = path.join(folder, `${servers.length}.sock`);
    const server = net.createServer((inner) => {
      const outer = net.connect({ host, port });
      inner.on('error', () => outer.destroy());
      outer.on('error', () => inner.destroy());
      inner.pipe(outer).pipe(inner);
    });
    await listen(server, socket);
    servers.push(server);
    rules.push(...linksInside(port, socket));
  }
  return {
    rules,
    folder,
    async openDecoy() {
      const socket = path.join(folder, decoys.NAME);
      await listen(decoy.server, socket);
      return socket;
    },
    async close() {
      decoy.close();
      for (const server of servers) server.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listen(server: net.Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => server.on('error', reject).listen(socket, resolve));
}
