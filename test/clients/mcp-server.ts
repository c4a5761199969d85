import type { IncomingMessage, ServerResponse } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

/** An MCP server with one tool. */
export function createMcpServer(): McpServer {
  const server = new McpServer({ name: 'weather', version: '1.0.0' });
  server.registerTool(
    'weather',
    {
      description: 'Tells the weather',
      inputSchema: { city: z.string() },
      annotations: { readOnlyHint: true },
    },
    ({ city }) => ({ content: [{ type: 'text', text: `It is sunny in ${city}.` }] }),
  );
  return server;
}

/** Answers over streamable HTTP, without sessions: each request has a server of its own. */
export async function answerMcp(
  request: IncomingMessage,
  response: ServerResponse,
  body: unknown,
): Promise<void> {
  if (request.method !== 'POST') return void response.writeHead(405).end();
  const server = createMcpServer();
  const transport = new StreamableHTTPServerTransport();
  response.on('close', () => void server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response, body);
}
