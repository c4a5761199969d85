import { createHash } from 'node:crypto';
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

/** What is left of a CronJob's 52 characters between `agent-replay-` and `-critical`. */
const LONGEST = 30;

/**
 * What the project's files and jobs are called: `agent-replay`, with its folder where it is one of several in a
 * repository, so that none takes the place of another's. A name of DNS, as Kubernetes wants it.
 */
export function scheduleName({ folder = '' }: Pick<ExportOptions, 'folder'>): string {
  if (folder === '') return 'agent-replay';
  const slug = folder.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  // A part with a hyphen in it could be two parts, and a last one `schedule` the end of a file's name.
  const isWhole = /^[a-z0-9]+(?:\/[a-z0-9]+)*(?<!(?:^|\/)schedule)$/.test(folder) && slug.length <= LONGEST;
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  return isWhole
    ? `agent-replay-${slug}`
    : `agent-replay-${slug.slice(0, 20)}-${digest}`.replaceAll(/-+/g, '-');
}
