import type { Tier } from '@agent-replay/contracts';
import { crontab } from './crontab.ts';
import { github } from './github.ts';
import { kubernetes } from './kubernetes.ts';
import { systemd } from './systemd.ts';

export const EXPORTS = ['crontab', 'github', 'kubernetes', 'systemd'] as const;
export type ExportKind = (typeof EXPORTS)[number];

export interface ExportOptions {
  /** The folder of the config. */
  root: string;
  /** Seconds between the ticks of each tier. */
  tiers: Readonly<Partial<Record<Tier, number>>>;
  /** How many shards a tier is split into, where the scheduler can run several at once. */
  shards: number;
}

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

/** The tiers of a schedule with their intervals. */
export function tiersOf({ tiers }: ExportOptions): [tier: Tier, seconds: number][] {
  return Object.entries(tiers) as [Tier, number][];
}
