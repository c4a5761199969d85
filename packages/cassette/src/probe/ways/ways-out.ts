import type { WayOut } from '../way-out.ts';
import { bindingWays } from './binding-ways.ts';
import { clientWays } from './client-ways.ts';
import { dnsWays } from './dns-ways.ts';
import { fetchWays } from './fetch-ways.ts';
import { fileWays } from './file-ways.ts';
import { hostileWays } from './hostile-ways.ts';
import { httpWays } from './http-ways.ts';
import { inheritedWays } from './inherited-ways.ts';
import { listenerWays } from './listener-ways.ts';
import { nativeWays } from './native-ways.ts';
import { processWays } from './process-ways.ts';
import { protocolWays } from './protocol-ways.ts';
import { socketWays } from './socket-ways.ts';
import { undiciWays } from './undici-ways.ts';
import { workerWays } from './worker-ways.ts';

/** Every way out of a Node process that the suite knows. */
export const waysOut: readonly WayOut[] = [
  ...fetchWays,
  ...undiciWays,
  ...httpWays,
  ...clientWays,
  ...socketWays,
  ...protocolWays,
  ...listenerWays,
  ...inheritedWays,
  ...bindingWays,
  ...dnsWays,
  ...processWays,
  ...workerWays,
  ...nativeWays,
  ...fileWays,
  ...hostileWays,
];
