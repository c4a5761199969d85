import { ToolLoopAgent, tool } from 'ai';
import { createOpenAI } from '@ai-sdk/openai';
import { z } from 'zod';
import { defineAgent } from 'agent-replay';
import { report } from './report.mjs';

export const agent = defineAgent({
  name: 'ai-sdk',
  contract: { artifacts: { min: 1 } },
  async run({ sku, url }, context) {
    const openai = createOpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-test' });
    const a = new ToolLoopAgent({
      model: openai('gpt-4o'),
      tools: {
        get_stock: tool({
          description: 'stock',
          inputSchema: z.object({ sku: z.string() }),
          execute: async () => ({ left: 7 }),
        }),
      },
    });
    const s = await a.stream({ prompt: `How many ${sku}?` });
    let t = '';
    for await (const c of s.textStream) t += c;
    return report(context, t);
  },
});
