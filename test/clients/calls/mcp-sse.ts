import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { CreateMessageRequestSchema } from '@modelcontextprotocol/sdk/types.js';

export async function call(url: string): Promise<unknown> {
  const client = new Client({ name: 'test', version: '1.0.0' }, { capabilities: { sampling: {} } });
  client.setRequestHandler(CreateMessageRequestSchema, () => ({
    model: 'm',
    role: 'assistant' as const,
    content: { type: 'text' as const, text: 'in rhymes' },
  }));
  await client.connect(new SSEClientTransport(new URL(`${url}/mcp-sse`)));
  const { tools } = await client.listTools();
  const weather = (city: string) => client.callTool({ name: 'weather', arguments: { city } });
  const first = await weather('Köln');
  const both = await Promise.all([weather('Oslo'), weather('Rome')]);
  const sampled = await client.callTool({ name: 'poem', arguments: {} });
  await client.close();
  return { tools, first, both, sampled };
}
