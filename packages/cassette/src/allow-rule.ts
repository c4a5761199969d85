import { isAbsolute } from 'node:path';

/** What an entry of an allow-list may name, as the guard reads it (`guard/policy.cts`). */
export const ALLOW_KINDS: ReadonlySet<string> = new Set([
  'tcp',
  'udp',
  'listen',
  'dns',
  'unix',
  'spawn',
  'worker',
  'addon',
  'loader',
  'fs',
  'route',
  'signal',
  'inspector',
]);

/**
 * What is expected in place of an entry of `allow` that the guard cannot read, or that lets nothing pass.
 *
 * @returns undefined for one that holds
 */
export function allowRuleFault(rule: string): string | undefined {
  const [, kind = '', rest = ''] = /^([a-z]+):(.+)$/s.exec(rule) ?? [];
  if (!ALLOW_KINDS.has(kind)) return 'a rule such as "tcp:127.0.0.1:5432", "unix:/run/x.sock" or "spawn:git"';
  if (kind === 'fs') return isAbsolute(rest) ? undefined : 'an absolute path after "fs:"';
  if (!['tcp', 'udp', 'listen'].includes(kind)) return undefined;
  const [, host = '', port = ''] = /^(\[[^\]]+\]|[^:]+):(\d{1,5}|\*)$/.exec(rest) ?? [];
  if (host === '' || Number(port) > 65_535) return `a host and a port, or *, after "${kind}:"`;
  const isPattern = host.includes('*') && !(kind === 'listen' && host === '*');
  return isPattern ? `one host after "${kind}:", no pattern` : undefined;
}
