import path from 'node:path';
import { addonName } from './addon-name.ts';

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '::1', '[::1]'];

/**
 * Reads the allow-list of the config as the guard does in a replay: what that may reach needs no recording.
 *
 * @returns the question whether a channel such as `tcp:localhost:5432` or `addon:better-sqlite3` is on it
 */
export function allowedChannels(allow: readonly string[]): (channel: string) => boolean {
  const rules = allow.map(partsOf);
  return (channel) => {
    const asked = partsOf(channel);
    return rules.some((rule) => covers(rule, asked));
  };
}

interface Parts {
  kind: string;
  name: string;
}

function covers(rule: Parts, asked: Parts): boolean {
  // Looking a name up is part of reaching it.
  if (asked.kind === 'dns' && ENDPOINTS.has(rule.kind)) return isHost(endpointOf(rule.name).host, asked.name);
  if (rule.kind !== asked.kind) return false;
  if (!ENDPOINTS.has(rule.kind)) return rule.name === '*' || namesOf(asked).includes(rule.name);
  const [allowed, reached] = [endpointOf(rule.name), endpointOf(asked.name)];
  return isHost(allowed.host, reached.host) && (allowed.port === '*' || allowed.port === reached.port);
}

/** What a rule may call it: native code by its package, too. */
function namesOf({ kind, name }: Parts): string[] {
  return [name, path.basename(name), ...(kind === 'addon' ? [addonName(name)] : [])];
}

const ENDPOINTS: ReadonlySet<string> = new Set(['tcp', 'udp']);

function isHost(allowed: string, host: string): boolean {
  return allowed === host || (LOOPBACK.includes(allowed) && LOOPBACK.includes(host));
}

function endpointOf(name: string): { host: string; port: string } {
  const colon = name.lastIndexOf(':');
  return { host: name.slice(0, colon), port: name.slice(colon + 1) };
}

/** Names of hosts have no case; those of files do. */
function partsOf(text: string): Parts {
  const colon = text.indexOf(':');
  const [kind, name] = [text.slice(0, colon), text.slice(colon + 1)];
  return { kind, name: ENDPOINTS.has(kind) || kind === 'dns' ? name.toLowerCase() : name };
}
