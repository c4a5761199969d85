import { defineConfig } from 'agent-replay';

export default defineConfig({
  agents: { 'coding-agent': './src/coding-agent.ts#agent' },
});
