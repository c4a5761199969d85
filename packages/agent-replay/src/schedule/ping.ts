import { askUrl } from '../alert/ask-url.ts';
import type { Config } from '../config/config.ts';
import { gate } from '../gate/run-gate.ts';

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
    await askUrl(address, { method: 'GET' });
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

/** `fetch` says only that it failed; why stands in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== ''
    ? `${error.message}: ${cause.message}`
    : error.message;
}
