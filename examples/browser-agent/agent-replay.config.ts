import { defineConfig } from 'agent-replay';
import { predicates } from './src/contract.ts';

export default defineConfig({
  agents: { 'browser-agent': './src/browser-agent.ts#agent' },
  predicates,
});
