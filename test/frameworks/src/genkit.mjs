import { genkit, z } from 'genkit';
import { openAICompatible } from '@genkit-ai/compat-oai';
import { defineAgent } from 'agent-replay';
import { report } from './report.mjs';

export const agent = defineAgent({
  name: 'genkit',
  contract: { artifacts: { min: 1 } },
  async run({ sku, url }, context) {
    const ai = genkit({
      plugins: [openAICompatible({ name: 'local', apiKey: 'sk-test', baseURL: `${url}/v1` })],
    });
    const t = ai.defineTool(
      {
        name: 'get_stock',
        description: 'stock',
        inputSchema: z.object({ sku: z.string() }),
        outputSchema: z.number(),
      },
      async () => 7,
    );
    const r = await ai.generate({ model: 'local/gpt-4o', prompt: `How many ${sku}?`, tools: [t] });
    return report(context, r.text);
  },
});
