import fs = require('node:fs');
import os = require('node:os');
import path = require('node:path');
import decoys = require('./decoy-socket.cts');

/** What can be bridged into a namespace: a port of loopback, by any of its names. */
const BRIDGED = /^tcp:(localhost|127\.0\.0\.1|\[::1\]):(\d+)$/;
const RELAY = path.join(__dirname, 'namespace-relay.cjs');
const START = '"$@" </dev/null >/dev/null 2>&1 &';
/** For all of the files; four seconds at most. */
const WAIT =
  'for file; do i=0; while [ ! -e "$file" ] && [ $i -lt 200 ]; do sleep 0.02; i=$((i+1)); done; done';

type Link = bridges.BridgeLink;

/** The ports that an allow-list leads to and that can be bridged, with the rules that name them. */
function bridgedPorts(allow: readonly string[]): { rule: string; host: string; port: number }[] {
  return allow.flatMap((rule) => {
    const [, host, port] = BRIDGED.exec(rule) ?? [];
    return host === undefined ? [] : { rule, host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
  });
}

/** Where a port is to be found inside: a program that is told `localhost` tries both, and a refused try would count. */
function linksInside(port: number, socket: string): Link[] {
  return ['127.0.0.1', '::1'].map((host) => ({ host, port, socket }));
}

/**
 * Leads allowed ports into the namespace that the programs of this process share: a relay inside and one
 * outside, joined by unix sockets, whose paths a network namespace does not cut off. They end with this process.
 *
 * @param run runs a program to its end, past the guard
 */
function createBridges(run: (args: string[]) => unknown) {
  const led = new Set<string>();

  function start(links: readonly Link[], ready: string, into: readonly string[]): string {
    const env = ['NODE_OPTIONS=', 'NODE_CHANNEL_FD=', 'AGENT_REPLAY_GUARD=', `AGENT_REPLAY_READY=${ready}`];
    const relay = [process.execPath, RELAY, String(process.pid)];
    const bridges = `AGENT_REPLAY_BRIDGES=${JSON.stringify(links)}`;
    run(['/bin/sh', '-c', START, 'sh', ...into, '/usr/bin/env', ...env, bridges, ...relay]);
    return ready;
  }

  function makeFolder(): string {
    return fs.mkdtempSync(path.join(os.tmpdir(), `agent-replay-bridge-${process.pid}-`));
  }

  /** A socket that can be laid over those of other programs. */
  function openDecoy(): string {
    const folder = makeFolder();
    const socket = path.join(folder, decoys.NAME);
    run([
      '/bin/sh',
      '-c',
      WAIT,
      'sh',
      start([{ socket, isOutside: true }], path.join(folder, 'outside'), []),
    ]);
    return socket;
  }

  /** Leads in what the allow-list names by now; `enter` is the command that enters the namespace. */
  function lead(allow: readonly string[], enter: readonly string[]): void {
    const missing = bridgedPorts(allow).filter(({ rule }) => !led.has(rule));
    if (missing.length === 0) return;
    for (const { rule } of missing) led.add(rule);
    const folder = makeFolder();
    const across = missing.map(({ host, port }, at) => ({
      host,
      port,
      socket: path.join(folder, `${at}.sock`),
    }));
    const outside = across.map((link) => ({ ...link, isOutside: true }));
    const inside = across.flatMap(({ port, socket }) => linksInside(port, socket));
    const ready = [
      start(outside, path.join(folder, 'outside'), []),
      start(inside, path.join(folder, 'inside'), [...enter, '--']),
    ];
    run(['/bin/sh', '-c', WAIT, 'sh', ...ready]);
  }

  return { lead, openDecoy };
}

const bridges = { bridgedPorts, createBridges, linksInside };
namespace bridges {
  /** A port on one side of the border of a namespace, and the unix socket that leads across. */
  export interface BridgeLink {
    host?: string;
    /** None for a decoy, which leads nowhere. */
    port?: number;
    socket: string;
    /** On the side where the port is somebody's: leads from the socket to it. */
    isOutside?: boolean;
  }
}
export = bridges;
