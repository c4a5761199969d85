import { Agent, tool } from '@strands-agents/sdk';
import { OpenAIModel } from '@strands-agents/sdk/models/openai';
import { z } from 'zod';
import { defineAgent } from 'agent-replay';
import { report } from './report.mjs';

export const agent = defineAgent({
  name: 'strands',
  contract: { artifacts: { min: 1 } },
  async run({ sku, url }, context) {
    const t = tool({
      name: 'get_stock',
      description: 'stock',
      inputSchema: z.object({ sku: z.string() }),
      callback: () => '7',
    });
    const a = new Agent({
      model: new OpenAIModel({
        api: 'chat',
        modelId: 'gpt-4o',
        apiKey: 'sk-test',
        clientConfig: { baseURL: `${url}/v1` },
      }),
      tools: [t],
      printer: false,
    });
    const r = await a.invoke(`How many ${sku}?`);
    return report(context, String(r));
  },
});
