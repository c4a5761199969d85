import { type ExportOptions, tiersOf } from './export-options.ts';
import { fiveFields } from './minutes.ts';

/** Lines for `crontab -e`; flock keeps a tier from overlapping itself. */
export function crontab(options: ExportOptions): Record<string, string> {
  const lines = tiersOf(options).map(([tier, seconds]) => {
    const command = `mkdir -p .agent-replay && flock -n .agent-replay/${tier}.lock npx agent-replay monitor --tier ${tier}`;
    return `${fiveFields(tier, seconds)} cd ${quoted(options.root)} && ${command}`;
  });
  return { crontab: `CRON_TZ=UTC\n${lines.join('\n')}\n` };
}

/** For a shell, in a crontab: there an unescaped % ends the command. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`.replaceAll('%', String.raw`\%`);
}
