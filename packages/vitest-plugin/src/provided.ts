/// <reference types="vitest" preserve="true" />
import type { ReplayRow } from 'agent-replay/runner';
import type { Replaced } from './replaced-modules.ts';

// What the plugin tells workers, and what they tell reporters.
declare module 'vitest' {
  interface ProvidedContext {
    /** Vitest's root. */
    'agent-replay:root': string;
    /** The folder in which workers note what they are at. */
    'agent-replay:journal': string;
    /** What the rows of this run are sealed with, in hex; taken away before any code of an agent. */
    'agent-replay:key': string;
    /** How often each fixture is replayed. */
    'agent-replay:repeat': number;
    /** Whether some report shows of a skipped test nothing but annotations. */
    'agent-replay:annotates': boolean;
    /** What Vite has in place of an agent's code. */
    'agent-replay:replaced': Replaced;
  }
  interface TaskMeta {
    /**
     * What the replays of this fixture said, one for each attempt; the last judges repeated ones together. The worker's
     * are sealed, and the reporter opens them.
     */
    agentReplay?: ReplayRow[];
  }
}
