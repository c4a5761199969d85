import { allowedChannels } from './tap/allowed-channels.ts';

/**
 * Reads an allow-list's `tcp:<host>:<port>` entries for URLs, as the guard does: a port may be `*`, and
 * `localhost` is all of loopback. Other entries (`unix:`, `spawn:`) are the guard's.
 */
export function allowedUrls(allow: readonly string[]): (url: URL) => boolean {
  const targets = allow.filter(isUrls);
  if (targets.length === 0) return () => false;
  const isAllowed = allowedChannels(targets);
  return ({ hostname, port, protocol }) =>
    isAllowed(`tcp:${hostname}:${port || (/^(?:https|wss):$/.test(protocol) ? '443' : '80')}`);
}

/** Whether any entry of an allow-list is for URLs. */
export function namesUrls(allow: readonly string[]): boolean {
  return allow.some(isUrls);
}

function isUrls(entry: string): boolean {
  return entry.startsWith('tcp:');
}
