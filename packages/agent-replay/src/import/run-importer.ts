import type { Contract, Interaction } from '@agent-replay/contracts';
import type { Task } from '../agent/agent-context.ts';

/** A run that another tool recorded: what the agent was asked, what it was answered, what it owed. */
export interface ImportedRun {
  /** The id of the fixture that it becomes. */
  fixture_id: string;
  /** The agent of the config that does the task again, on the recorded answers. */
  agent: string;
  task: Task;
  /** What the run had to leave behind. @default what the agent declares */
  contract?: Contract;
  /** The calls that left the agent, in order, and what came back. */
  interactions: readonly Interaction[];
}

/** Reads a file of another tool. Throws when it is not one; what it throws is shown as it is. */
export type RunImporter = (file: string) => Promise<readonly ImportedRun[]> | readonly ImportedRun[];
