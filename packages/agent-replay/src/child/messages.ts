import type { Mode } from '@agent-replay/contracts';
import type { Config } from '../config/config.ts';
import type { ReplayResult } from '../replay/replay-result.ts';

/** What the command asks its child. */
export interface ReplayRequest {
  dir: string;
  /** The folder whose config holds. */
  root: string;
  mode?: Mode;
  store?: string;
  /** A command that stands for the agent of every fixture. */
  exec?: readonly string[];
  codeVersion: string;
  /** How the tape is read: of the config that asks, whatever code is replayed. */
  match: Config['match'];
}

/** What the child answers. */
export type ReplayAnswer = { result: ReplayResult } | { error: string };
