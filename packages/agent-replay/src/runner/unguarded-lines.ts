import type { MonitorArtifact } from '@agent-replay/contracts';

const MAX_NAMED = 5;

/** What could be neither guarded nor cut off while the fixtures were replayed, so that green says less than it could. */
export function unguardedLines({ unguarded }: Pick<MonitorArtifact, 'unguarded'>): string[] {
  const lines = unguarded
    .slice(0, MAX_NAMED)
    .map(({ channel, reason }) => `  unguarded ${channel}: ${reason}`);
  const more = unguarded.length - MAX_NAMED;
  if (more > 0) lines.push(`  unguarded ${more} more`);
  const addons = unguarded.flatMap(({ channel }) => (channel.startsWith('addon:') ? [`'${channel}'`] : []));
  if (addons.length > 0)
    lines.push(
      `  fix       native code is kept off the network by the command, on Linux with namespaces; when it opens no connection, allow: [${addons.join(', ')}]`,
    );
  return lines;
}
