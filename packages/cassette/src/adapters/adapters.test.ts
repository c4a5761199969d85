import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { RunContext, tool as agentsTool } from '@openai/agents';
import { type Interaction, laneOf } from '@agent-replay/contracts';
import { tool as langchainTool } from '@langchain/core/tools';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { tool as aiTool } from 'ai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { INTERACTION_CHANNEL, type PublishedInteraction } from '../interaction-channel.ts';
import { openCassette } from '../open-cassette.ts';
import { tool } from '../tool.ts';
import { aiSdkTools } from './ai-sdk-tools.ts';
import { langchainTools } from './langchain-tools.ts';
import { mcpTransport } from './mcp-transport.ts';
import { openaiAgentsTools } from './openai-agents-tools.ts';

const inputSchema = z.object({ city: z.string() });
const options = { effects: { weather: 'read' } } as const;
let calls = 0;

function weather({ city }: { city: string }): string {
  calls += 1;
  if (city === 'Atlantis') throw new Error('no such city');
  return `It is sunny in ${city}.`;
}

/** The same tool through each library, as an agent's loop calls it. */
const LIBRARIES: Record<string, (city: string) => Promise<unknown>> = {
  'a plain function': (city) => tool('weather', weather, { effect: 'read' })({ city }),
  'the AI SDK': async (city) => {
    const { weather: wrapped } = aiSdkTools({ weather: aiTool({ inputSchema, execute: weather }) }, options);
    return wrapped.execute?.({ city }, { toolCallId: 'call_1', messages: [] });
  },
  'OpenAI Agents': async (city) => {
    const definition = {
      name: 'weather',
      description: '',
      parameters: inputSchema,
      execute: weather,
      errorFunction: null,
    };
    const [wrapped] = openaiAgentsTools([agentsTool(definition)], options);
    return wrapped?.invoke(new RunContext(), JSON.stringify({ city }));
  },
  LangChain: async (city) => {
    const definition = { name: 'weather', description: '', schema: inputSchema };
    const [wrapped] = langchainTools([langchainTool(weather, definition)], options);
    return wrapped?.invoke({ city });
  },
};

async function published(run: () => Promise<unknown>): Promise<Interaction[]> {
  const seen: Interaction[] = [];
  const listener = (message: unknown) => void seen.push((message as PublishedInteraction).interaction);
  subscribe(INTERACTION_CHANNEL, listener);
  try {
    await run().catch(() => undefined);
  } finally {
    unsubscribe(INTERACTION_CHANNEL, listener);
  }
  for (const interaction of seen) delete interaction.timing;
  return seen;
}

describe.each(Object.entries(LIBRARIES))('a tool of %s', (_, callThrough) => {
  it('is one interaction, the same whichever library calls it', async () => {
    expect(await published(() => callThrough('Köln'))).toEqual([
      {
        id: expect.any(String) as string,
        kind: 'tool',
        effect: 'read',
        request: { name: 'weather', arguments: { city: 'Köln' } },
        response: { result: 'It is sunny in Köln.' },
      },
    ]);
    expect(await published(() => callThrough('Atlantis'))).toMatchObject([
      {
        request: { name: 'weather', arguments: { city: 'Atlantis' } },
        error: { name: 'Error', message: 'no such city' },
      },
    ]);
  });

  it('is answered from the tape without running, and fails as it failed', async () => {
    const tape = [
      ...(await published(() => callThrough('Köln'))),
      ...(await published(() => callThrough('Atlantis'))),
    ].map((interaction, index) => ({ ...interaction, id: String(index + 1) }));
    const live = await callThrough('Köln');
    const before = calls;
    const cassette = await openCassette({ path: 'tape', interactions: tape });
    expect(await callThrough('Köln')).toEqual(live);
    await expect(callThrough('Atlantis')).rejects.toThrow('no such city');
    await expect(callThrough('Paris')).rejects.toMatchObject({ code: 'MISS' });
    const { served, misses } = await cassette.close();
    expect([served, misses.length, calls]).toEqual([['1', '2'], 1, before]);
  });
});

it('keeps the last of what an AI SDK tool yields, and leaves tools without execute alone', async () => {
  const remote = { type: 'provider' as const, id: 'openai.web_search' };
  const tools = aiSdkTools({
    remote,
    steps: {
      async *execute() {
        yield 'searching';
        yield 'found';
      },
    },
  });
  expect(tools.remote).toBe(remote);
  const [call] = await published(() => (tools.steps.execute as () => Promise<unknown>)());
  expect(call).toMatchObject({ response: { result: 'found' }, effect: 'write' });
});

describe('an MCP server', () => {
  let started = 0;

  async function connect() {
    const server = new McpServer({ name: 'weather', version: '1.0.0' });
    const annotations = { readOnlyHint: true };
    server.registerTool('weather', { inputSchema: inputSchema.shape, annotations }, (input) => {
      if (input.city === 'Atlantis')
        return { isError: true, content: [{ type: 'text', text: 'no such city' }] };
      return { content: [{ type: 'text', text: weather(input) }] };
    });
    const [near, far] = InMemoryTransport.createLinkedPair();
    near.start = async () => void (started += 1);
    await server.connect(far);
    const client = new Client({ name: 'test', version: String(Math.random()) });
    await client.connect(mcpTransport(near, { server: 'weather' }));
    return client;
  }

  async function session(): Promise<unknown[]> {
    const client = await connect();
    const { tools } = await client.listTools();
    const sunny = await client.callTool({ name: 'weather', arguments: { city: 'Köln' } });
    const failed = await client.callTool({ name: 'weather', arguments: { city: 'Atlantis' } });
    const unknown = await client.callTool({ name: 'nothing' }).catch((error: Error) => error.message);
    const refused = await client.getPrompt({ name: 'none' }).catch(({ code, message }) => [code, message]);
    await client.close();
    return [tools, sunny, failed, unknown, refused];
  }

  it('has its calls on the tape in the shape of any tool, with its own name beside', async () => {
    const seen = await published(session);
    expect(seen.map((call) => [laneOf(call), call.effect])).toEqual([
      ['mcp:weather/initialize', 'read'],
      ['mcp:weather/tools/list', 'read'],
      ['mcp:weather/weather', 'read'],
      ['mcp:weather/weather', 'read'],
      ['mcp:weather/nothing', 'write'],
      ['mcp:weather/prompts/get', 'read'],
    ]);
    expect(seen[2]).toEqual({
      id: expect.any(String) as string,
      kind: 'mcp',
      effect: 'read',
      request: { name: 'weather', server: 'weather', arguments: { city: 'Köln' } },
      response: { result: 'It is sunny in Köln.' },
    });
  });

  it('is not even started when its answers are on the tape', async () => {
    const live = await session();
    const tape = (await published(session)).map((interaction, index) => ({
      ...interaction,
      id: String(index + 1),
    }));
    const before = [started, calls];
    const cassette = await openCassette({ path: 'tape', interactions: tape });
    expect(await session()).toEqual(live);
    const { misses, unused } = await cassette.close();
    expect([misses, unused]).toEqual([[], []]);
    expect([started, calls]).toEqual(before);
  });

  it('answers a call that is not on the tape with an error, and the ledger has it', async () => {
    const tape = (await published(session)).map((interaction, index) => ({
      ...interaction,
      id: String(index + 1),
    }));
    const cassette = await openCassette({ path: 'tape', interactions: tape });
    const client = await connect();
    await expect(client.callTool({ name: 'weather', arguments: { city: 'Paris' } })).rejects.toThrow(
      'no recorded interaction matches',
    );
    await client.close();
    expect((await cassette.close()).misses).toMatchObject([
      { lane: 'mcp:weather/weather', cause: 'body-diff' },
    ]);
  });
});
