import type { Mode } from '@agent-replay/contracts';
import type { Config } from '../config/config.ts';
import type { ReplayResult } from '../replay/replay-result.ts';

/** The first message to a child, before any code of an agent is loaded: the bytes that all others are sealed with. */
export interface KeyMessage {
  key: readonly number[];
}

/** What the command asks its child. */
export interface ReplayRequest {
  /** Told again by the answer. */
  id: number;
  dir: string;
  /** The folder whose config holds. */
  root: string;
  mode?: Mode;
  store?: string;
  /** A command that stands for the agent of every fixture. */
  exec?: readonly string[];
  codeVersion: string;
  /** The Git ref whose code is replayed, where it is not the code in the project's folder. */
  ref?: string;
  /** How the tape is read: of the config that asks, whatever code is replayed. */
  match: Config['match'];
}

/** What the child answers. */
export type ReplayAnswer = { id: number } & ({ result: ReplayResult } | { error: string });
