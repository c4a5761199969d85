import { crontab } from './crontab.ts';
import type { ExportOptions } from './export-options.ts';
import { github } from './github.ts';
import { kubernetes } from './kubernetes.ts';
import { systemd } from './systemd.ts';

export const EXPORTS = ['crontab', 'github', 'kubernetes', 'systemd'] as const;
export type ExportKind = (typeof EXPORTS)[number];

const WRITERS: Readonly<Record<ExportKind, (options: ExportOptions) => Record<string, string>>> = {
  crontab,
  github,
  kubernetes,
  systemd,
};

/** The files with which another scheduler runs the tiers, by name. */
export function exportSchedule(kind: ExportKind, options: ExportOptions): Record<string, string> {
  return WRITERS[kind](options);
}
