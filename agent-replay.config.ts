import { defineConfig } from 'agent-replay';

export default defineConfig({
  agents: { 'research-agent': './examples/research-agent/src/research-agent.ts#agent' },
});
