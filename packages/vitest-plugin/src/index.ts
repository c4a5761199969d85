import './matcher-types.ts';
import './provided.ts';

export { agentReplay } from './agent-replay.ts';
export type { AgentReplayOptions } from './options.ts';
