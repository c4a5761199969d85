import { defineConfig } from 'agent-replay';

export default defineConfig({
  agents: {
    'research-agent': './src/research-agent.ts#agent',
    'forensics-agent': './src/forensics-agent.ts#agent',
  },
});
