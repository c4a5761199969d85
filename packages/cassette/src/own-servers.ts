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
 * Lets calls pass to servers that the session's own code has started: they run in a replay, too, on another port
 * in each. Those that the process had before are the outside, and answered from the tape.
 *
 * @returns the same tape, and its end
 */
export function withOwnServers(
  session: Session,
  http: HttpTape,
  wall: Pick<Wall, 'listensAt' | 'permit'>,
): { http: HttpTape; end: () => void } {
  const servers = new Set<WeakRef<Server>>();
  const permits = new Map<string, () => void>();
  const stop = listen('tracing:net.server.listen:asyncStart', (message) => {
    if (hub().within() === session) servers.add(new WeakRef((message as { server: Server }).server));
  });
  const forbid = (rule: string): void => {
    permits.get(rule)?.();
    permits.delete(rule);
  };
  /** What the program says of its servers is not asked: it could name the port of another's. */
  const isOwn = ({ hostname, port, protocol }: URL): boolean => {
    if (servers.size === 0) return false;
    const place = LOOPBACK.get(hostname);
    const number = Number(port || (/^(?:https|wss):$/.test(protocol) ? 443 : 80));
    const server = place && serverOn(servers, number);
    if (place === undefined || server === undefined) return false;
    const rule = `tcp:${place.host}:${number}`;
    if (!wall.listensAt(place.address, number)) {
      forbid(rule);
      return false;
    }
    if (!permits.has(rule)) {
      permits.set(rule, wall.permit(rule));
      // Whoever has the port next is the outside again.
      server.once('close', () => forbid(rule));
    }
    return true;
  };
  return {
    http: {
      ...http,
      isAllowed: (url) => http.isAllowed(url) || isOwn(url),
      letsOut: (method, url) => http.letsOut(method, url) || (servers.size > 0 && isOwn(new URL(url))),
    },
    end() {
      stop();
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
