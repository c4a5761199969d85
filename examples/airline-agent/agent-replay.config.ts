import { defineConfig } from 'agent-replay';
import { predicates } from './src/contract.ts';

export default defineConfig({
  agents: { 'airline-agent': './src/airline-agent.ts#agent' },
  importers: { 'tau-bench': './src/import-tau-bench.ts' },
  predicates,
  // The policy and the tools' schemas are the same in every request: prompt_version and the code hold them.
  match: { ignore: ['/tools', '/instructions'], drift: 'serve' },
});
