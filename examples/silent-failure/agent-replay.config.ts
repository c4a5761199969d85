import { defineConfig } from 'agent-replay';

export default defineConfig({ agents: { 'support-agent': './src/support-agent.ts#agent' } });
