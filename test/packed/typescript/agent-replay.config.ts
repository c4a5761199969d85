import { defineConfig } from 'agent-replay';
export default defineConfig({ agents: { invoicer: './src/agent.ts#agent' } });
