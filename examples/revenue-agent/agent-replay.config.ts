import { defineConfig } from 'agent-replay';
import { predicates } from './src/contract.ts';

export default defineConfig({
  agents: { 'revenue-agent': './src/revenue-agent.ts#agent' },
  predicates,
  // A charge that is not on the tape is refused as money, not only missed.
  mode: 'strict',
});
