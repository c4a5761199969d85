import { join } from 'node:path';
import { mcpTransport } from '@agent-replay/cassette';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

export async function call(url: string): Promise<unknown> {
  const args = ['--no-warnings', join(import.meta.dirname, '../mcp-stdio-server.ts'), url];
  const stdio = new StdioClientTransport({ command: process.execPath, args });
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(mcpTransport(stdio, { server: 'weather' }));
  const { tools } = await client.listTools();
  const result = await client.callTool({ name: 'weather', arguments: { city: 'Köln' } });
  const unknown = await client.callTool({ name: 'nothing' }).catch((error: Error) => error.message);
  await client.close();
  return { tools, result, unknown };
}
