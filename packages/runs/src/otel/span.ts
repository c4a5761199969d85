import type { Json } from '@agent-replay/contracts';

/** A span as an import reads it: its attributes as a plain object, its times in milliseconds. */
export interface ImportedSpan {
  id: string;
  /** Null for a root. */
  parent: string | null;
  /** Whether its parent is of the same process, and so of the same file. */
  isBelow: boolean;
  /** Whether it had not ended when it was written. */
  isOpen: boolean;
  name: string;
  /** What wrote it, as an instrumentation names itself; undefined where nothing says so. */
  scope?: string | undefined;
  started: number;
  ended: number;
  values: Readonly<Record<string, Json>>;
  resource: Readonly<Record<string, Json>>;
  events: readonly { name: string; at: number; values: Readonly<Record<string, Json>> }[];
  isError: boolean;
  message: string;
}
