import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { createOpenAI } from '@ai-sdk/openai';
import { z } from 'zod';
import { defineAgent } from 'agent-replay';
import { report } from './report.mjs';

export const agent = defineAgent({
  name: 'mastra',
  contract: { artifacts: { min: 1 } },
  async run({ sku, url }, context) {
    const openai = createOpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-test' });
    const getStock = createTool({
      id: 'get_stock',
      description: 'stock',
      inputSchema: z.object({ sku: z.string() }),
      outputSchema: z.object({ left: z.number() }),
      execute: async () => ({ left: 7 }),
    });
    const a = new Agent({
      id: 'm',
      name: 'm',
      instructions: 'help',
      model: openai.chat('gpt-4o'),
      tools: { get_stock: getStock },
    });
    const out = await a.generate(`How many ${sku}?`, { maxSteps: 3 });
    return report(context, out.text);
  },
});
