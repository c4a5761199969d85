import type { Server } from 'node:net';
import type { HttpTape } from './interceptors/http-tape.ts';
import type { Wall } from './guard/raise-wall.ts';
import { hub, type Session } from './session.ts';
import { listen } from './tap/listen.ts';

/** By how a URL names it, the address of loopback that a server must have, and the rule that lets calls to it pass. */
const LOOPBACK = new Map([
  ['127.0.0.1', { address: '127.0.0.1', host: '127.0.0.1' }],
  ['[::1]', { address: '::1', host: '[::1]' }],
  // Its other address is tried first on some machines.
  ['localhost', { address: '127.0.0.1', host: 'localhost' }],
]);

/**
 * Lets calls pass to servers that the session's own code has started, whatever they speak: they run in a replay, too,
 * on another port in each. Those that the process had before are the outside, and answered from the tape.
 *
 * @returns the same tape, and its end
 */
export function withOwnServers(
  session: Session,
  http: HttpTape,
  wall: Pick<Wall, 'listensAt' | 'listensOn' | 'permit'>,
): { http: HttpTape; end: () => void } {
  const servers = new Set<WeakRef<Server>>();
  const own = new WeakSet<Server>();
  const permits = new Map<string, () => void>();
  const stops = [
    listen('tracing:net.server.listen:asyncStart', (message) => {
      const { server } = message as { server: Server };
      if (hub().within() !== session || own.has(server)) return;
      own.add(server);
      servers.add(new WeakRef(server));
    }),
    listen('tracing:net.server.listen:asyncEnd', (message) => {
      const { server } = message as { server: Server };
      if (own.has(server)) permit(server);
    }),
  ];

  /** What the program says of its servers is not believed: it could name the port of another's. */
  function permit(server: Server): void {
    const address = server.address();
    if (address === null) return;
    if (typeof address === 'string') {
      const place = wall.listensOn(address);
      if (place !== null) hold(`ownpipe:${place}`, server);
      return;
    }
    for (const { address: here, host } of LOOPBACK.values())
      if (wall.listensAt(here, address.port))
        for (const kind of ['tcp', 'ownserver']) hold(`${kind}:${host}:${address.port}`, server);
  }

  function hold(rule: string, server: Server): void {
    if (permits.has(rule)) return;
    permits.set(rule, wall.permit(rule));
    // Whoever has the address next is the outside again.
    server.once('close', () => forbid(rule));
  }

  function forbid(rule: string): void {
    permits.get(rule)?.();
    permits.delete(rule);
  }

  function isOwn(url: URL | null): boolean {
    if (servers.size === 0 || url === null) return false;
    const { hostname, port, protocol } = url;
    const place = LOOPBACK.get(hostname);
    const number = Number(port || (/^(?:https|wss):$/.test(protocol) ? 443 : 80));
    if (place === undefined || serverOn(servers, number) === undefined) return false;
    if (wall.listensAt(place.address, number)) return permits.has(`tcp:${place.host}:${number}`);
    for (const kind of ['tcp', 'ownserver']) forbid(`${kind}:${place.host}:${number}`);
    return false;
  }

  function isOwnSocket(file: string): boolean {
    const place = wall.listensOn(file);
    return place !== null && permits.has(`ownpipe:${place}`);
  }

  return {
    http: {
      ...http,
      isAllowed: (url) => http.isAllowed(url) || isOwn(url),
      isOwnServer: (origin, socketPath) =>
        servers.size > 0 && (socketPath == null ? isOwn(URL.parse(origin)) : isOwnSocket(socketPath)),
      letsOut: (method, url) => http.letsOut(method, url) || (servers.size > 0 && isOwn(URL.parse(url))),
    },
    end() {
      for (const stop of stops) stop();
      for (const rule of permits.keys()) forbid(rule);
    },
  };
}

function serverOn(servers: ReadonlySet<WeakRef<Server>>, port: number): Server | undefined {
  for (const each of servers) {
    const server = each.deref();
    const address = server?.address();
    if (typeof address === 'object' && address?.port === port) return server;
  }
  return undefined;
}
