import type { Tier } from '@agent-replay/contracts';
import type { PackageManager } from '../../output/workflow-steps.ts';

export interface ExportOptions {
  /** The folder of the config. */
  root: string;
  /** Seconds between the ticks of each tier. */
  tiers: Readonly<Partial<Record<Tier, number>>>;
  /** How many shards a tier is split into, where the scheduler can run several at once. */
  shards: number;
  /** With what a workflow installs the project. @default "npm" */
  packageManager?: PackageManager;
  /** Where in its repository the project is, with forward slashes. @default "" */
  folder?: string;
}

/** The tiers of a schedule with their intervals. */
export function tiersOf({ tiers }: ExportOptions): [tier: Tier, seconds: number][] {
  return Object.entries(tiers) as [Tier, number][];
}
