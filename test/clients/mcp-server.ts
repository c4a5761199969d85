import type { IncomingMessage, ServerResponse } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

/** An MCP server with two tools, of which one asks its client's model. */
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
  server.registerTool('poem', { description: 'Writes a poem' }, async () => {
    const messages = [{ role: 'user' as const, content: { type: 'text' as const, text: 'How?' } }];
    const { content } = await server.server.createMessage({ messages, maxTokens: 9 });
    return { content: [{ type: 'text', text: `A poem, ${JSON.stringify(content)}.` }] };
  });
  return server;
}

const sessions = new Map<string, SSEServerTransport>();

/** Answers over one stream of events for each client, which POSTs what it asks. */
export async function answerMcpSse(
  request: IncomingMessage,
  response: ServerResponse,
  body: unknown,
): Promise<void> {
  if (request.method === 'POST') {
    const id = new URL(request.url ?? '', 'http://provider').searchParams.get('sessionId') ?? '';
    await sessions.get(id)?.handlePostMessage(request, response, body);
    return;
  }
  const transport = new SSEServerTransport('/mcp-sse', response);
  sessions.set(transport.sessionId, transport);
  await createMcpServer().connect(transport);
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
