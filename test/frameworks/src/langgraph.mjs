import { StateGraph, MessagesAnnotation, MemorySaver } from '@langchain/langgraph';
import { ToolNode, toolsCondition } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { defineAgent } from 'agent-replay';
import { report } from './report.mjs';

export const agent = defineAgent({
  name: 'langgraph',
  contract: { artifacts: { min: 1 } },
  async run({ sku, url }, context) {
    const t = tool(async () => '7', {
      name: 'get_stock',
      description: 'stock',
      schema: z.object({ sku: z.string() }),
    });
    const model = new ChatOpenAI({
      model: 'gpt-4o',
      apiKey: 'sk-test',
      configuration: { baseURL: `${url}/v1` },
    }).bindTools([t]);
    const g = new StateGraph(MessagesAnnotation)
      .addNode('agent', async (s) => ({ messages: [await model.invoke(s.messages)] }))
      .addNode('tools', new ToolNode([t]))
      .addEdge('__start__', 'agent')
      .addConditionalEdges('agent', toolsCondition)
      .addEdge('tools', 'agent')
      .compile({ checkpointer: new MemorySaver() });
    const out = await g.invoke(
      { messages: [{ role: 'user', content: `How many ${sku}?` }] },
      { configurable: { thread_id: 't1' } },
    );
    return report(context, out.messages.at(-1).content);
  },
});
