import { Agent, Runner, tool, OpenAIProvider, setTracingDisabled } from '@openai/agents';
import { z } from 'zod';
import { defineAgent } from 'agent-replay';
import { report } from './report.mjs';

setTracingDisabled(true);
export const agent = defineAgent({
  name: 'openai-agents',
  contract: { artifacts: { min: 1 } },
  async run({ sku, url }, context) {
    const t = tool({
      name: 'get_stock',
      description: 'stock',
      parameters: z.object({ sku: z.string() }),
      execute: async () => '7',
    });
    const runner = new Runner({
      modelProvider: new OpenAIProvider({ apiKey: 'sk-test', baseURL: `${url}/v1` }),
    });
    const s = await runner.run(
      new Agent({ name: 'o', instructions: 'help', tools: [t] }),
      `How many ${sku}?`,
      { stream: true },
    );
    let text = '';
    for await (const c of s.toTextStream()) text += c;
    await s.completed;
    return report(context, text);
  },
});
