import { AgentReplayError, type Tier } from '@agent-replay/contracts';
import { cronPattern } from '../cron-pattern.ts';
import { type ExportOptions, scheduleName, tiersOf } from './export-options.ts';

/** A oneshot service and a timer for each tier; what was missed while the machine was off is made up for. */
export function systemd(options: ExportOptions): Record<string, string> {
  const name = scheduleName(options);
  return Object.fromEntries(
    tiersOf(options).flatMap(([tier, seconds]) => [
      [`${name}-${tier}.service`, service(tier, options.root)],
      [`${name}-${tier}.timer`, timer(tier, seconds)],
    ]),
  );
}

function service(tier: Tier, root: string): string {
  return `[Unit]
Description=agent-replay: replay the ${tier} fixtures
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory=${escape(root)}
ExecStart=/usr/bin/env npx agent-replay monitor --tier ${tier}
# 1, 3 and 4 are findings, which the gate and the alerts tell of; they are no failure of the unit.
SuccessExitStatus=1 3 4
TimeoutStartSec=1h
NoNewPrivileges=true
PrivateTmp=true
`;
}

function timer(tier: Tier, seconds: number): string {
  return `[Unit]
Description=agent-replay: tick of the ${tier} fixtures

[Timer]
OnCalendar=${calendar(tier, seconds)}
Persistent=true
AccuracySec=1s

[Install]
WantedBy=timers.target
`;
}

/** A cron pattern as a calendar event of systemd.time(7). */
function calendar(tier: Tier, seconds: number): string {
  const fields = cronPattern(tier, seconds).split(' ');
  const [second = '0', minute = '*', hour = '*'] = fields.length === 6 ? fields : ['0', ...fields];
  const field = (text: string): string => (text === '*' ? '*' : text.replace('*/', '0/'));
  return `*-*-* ${field(hour)}:${field(minute)}:${field(second)} UTC`;
}

/** systemd expands % in every setting. */
function escape(path: string): string {
  if (/[\n\r]/.test(path))
    throw new AgentReplayError(
      'OPTION_INVALID',
      'Failed to export: the path of the project has a line break.',
      {
        lines: [['fix', 'move the project']],
      },
    );
  return path.replaceAll('%', '%%');
}
