import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { createOpenAI } from '@ai-sdk/openai';
import { z } from 'zod';
import { defineAgent } from 'agent-replay';
import { report } from './report.mjs';

export const agent = defineAgent({
  name: 'mastra-stream',
  contract: { artifacts: { min: 1 } },
  async run({ sku, url }, context) {
    const openai = createOpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-test' });
    const getStock = createTool({
      id: 'get_stock',
      description: 'stock',
      inputSchema: z.object({ sku: z.string() }),
      execute: async () => ({ left: 7 }),
    });
    const a = new Agent({
      id: 'm',
      name: 'm',
      instructions: 'help',
      model: openai.responses('gpt-4o'),
      tools: { get_stock: getStock },
    });
    const s = await a.stream(`How many ${sku}?`, { maxSteps: 3 });
    let t = '';
    for await (const c of s.textStream) t += c;
    return report(context, t);
  },
});
