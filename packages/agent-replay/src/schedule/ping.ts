import type { Config } from '../config/config.ts';
import { gate } from '../gate/run-gate.ts';

const LIMIT_MS = 10_000;

/**
 * Tells the config's dead man's switch (`monitor.ping`) what the gate says now. Returns why it could not
 * be told; null when it was, or when there is none.
 */
export async function pingSwitch(config: Config, healthy?: boolean): Promise<string | null> {
  if (config.monitor.ping === undefined) return null;
  return ping(config.monitor.ping, healthy ?? (await gate(config)).healthy);
}

/**
 * Tells a dead man's switch that a tick has ended, in the way of healthchecks.io: the URL itself when all
 * is well, `/fail` below it when it is not. Returns why it could not be told, or null.
 */
export async function ping(url: string, ok: boolean): Promise<string | null> {
  const address = new URL(url);
  if (!ok) address.pathname = `${address.pathname.replace(/\/$/, '')}/fail`;
  try {
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(LIMIT_MS) });
    await response.body?.cancel();
    return response.ok ? null : `HTTP ${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
