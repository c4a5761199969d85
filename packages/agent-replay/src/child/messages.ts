import type { Mode } from '@agent-replay/contracts';
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
}

/** What the child answers. */
export type ReplayAnswer = { result: ReplayResult } | { error: string };
