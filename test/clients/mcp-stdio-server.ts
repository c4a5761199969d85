// An MCP server over stdio; it tells the provider that it was started.
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createMcpServer } from './mcp-server.ts';

await fetch(`${process.argv[2]}/api/json`);
await createMcpServer().connect(new StdioServerTransport());
