import { agent as makeAgent } from '@llamaindex/workflow';
import { tool } from 'llamaindex';
import { openai } from '@llamaindex/openai';
import { z } from 'zod';
import { defineAgent } from 'agent-replay';
import { report } from './report.mjs';

export const agent = defineAgent({
  name: 'llama-index',
  contract: { artifacts: { min: 1 } },
  async run({ sku, url }, context) {
    const t = tool({
      name: 'get_stock',
      description: 'stock',
      parameters: z.object({ sku: z.string() }),
      execute: () => '7',
    });
    const a = makeAgent({
      llm: openai({ model: 'gpt-4o', apiKey: 'sk-test', baseURL: `${url}/v1` }),
      tools: [t],
    });
    const r = await a.run(`How many ${sku}?`);
    return report(context, String(r.data.result));
  },
});
