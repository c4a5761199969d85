import { LlmAgent, FunctionTool, InMemoryRunner, Gemini } from '@google/adk';
import { z } from 'zod';
import { defineAgent } from 'agent-replay';
import { report } from './report.mjs';

export const agent = defineAgent({
  name: 'google-adk',
  contract: { artifacts: { min: 1 } },
  async run({ sku, url }, context) {
    process.env.GOOGLE_GEMINI_BASE_URL = url;
    const t = new FunctionTool({
      name: 'get_stock',
      description: 'stock',
      parameters: z.object({ sku: z.string() }),
      execute: async () => ({ left: 7 }),
    });
    const a = new LlmAgent({
      name: 'g',
      model: new Gemini({ model: 'gemini-2.5-flash', apiKey: 'AIzaTest' }),
      instruction: 'help',
      tools: [t],
    });
    const runner = new InMemoryRunner({ agent: a, appName: 'app' });
    const session = await runner.sessionService.createSession({ appName: 'app', userId: 'u' });
    let text = '';
    for await (const e of runner.runAsync({
      userId: 'u',
      sessionId: session.id,
      newMessage: { role: 'user', parts: [{ text: `How many ${sku}?` }] },
    }))
      text += e.content?.parts?.map((p) => p.text ?? '').join('') ?? '';
    return report(context, text);
  },
});
