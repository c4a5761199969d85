import { defineConfig } from 'agent-replay';
import { predicates } from './src/contract.ts';

export default defineConfig({
  agents: { 'browser-agent': './src/browser-agent.ts#agent' },
  predicates,
  // Chromium looks for a network by itself; in the replay's namespace there is none to be found.
  allow: ['route:refused'],
});
