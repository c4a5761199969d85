import './matcher-types.ts';

export { agentReplay } from './agent-replay.ts';
