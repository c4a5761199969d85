import type { Effect } from '@agent-replay/contracts';

/** Tags calls whose method, host and path all fit; a part that is left out fits everything. */
export interface EffectRule {
  methods?: readonly string[];
  /** A host name; `*` stands for one or more labels: `*.example.com`. */
  host?: string;
  /** A path prefix (`/v1/users`), or a pattern for the path. */
  path?: string | RegExp;
  /** `telemetry` is a call that only reports on the agent: never recorded, and answered without going out. */
  effect: Effect | 'telemetry';
}

/** True when every part that the rule has fits. */
export function fits({ methods, host, path }: EffectRule, method: string, url: URL): boolean {
  if (methods !== undefined && !methods.includes(method)) return false;
  if (host !== undefined && !hostFits(host.toLowerCase().split('.'), url.hostname.split('.'))) return false;
  if (path === undefined) return true;
  return typeof path === 'string'
    ? url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
    : path.test(url.pathname);
}

/** Compared label by label from the left; a `*` takes one label or more. No text becomes a pattern. */
function hostFits([label, ...pattern]: string[], [first, ...rest]: string[]): boolean {
  if (label === undefined) return first === undefined;
  if (first === undefined) return false;
  if (label === '*') return hostFits(pattern, rest) || hostFits(['*', ...pattern], rest);
  return label === first && hostFits(pattern, rest);
}
