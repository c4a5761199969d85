// Real clients, each as an agent uses it: what it saw, JSON and streamed.
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import Anthropic from '@anthropic-ai/sdk';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { GoogleGenAI } from '@google/genai';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { generateText, streamText } from 'ai';
import axios from 'axios';
import got from 'got';
import ky from 'ky';
import nodeFetch from 'node-fetch';
import OpenAI from 'openai';
import { request } from 'undici';

globalThis.AI_SDK_LOG_WARNINGS = false;

const key = 'sk-live-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const messages = [{ role: 'user', content: 'Say hello.' }];

/** Each by its name: takes the provider's origin, gives what a user of the client gets to see. */
export const clients = {
  async openai(origin) {
    const client = new OpenAI({ apiKey: key, baseURL: `${origin}/v1`, maxRetries: 0 });
    const whole = await client.chat.completions.create({ model: 'gpt-x', messages });
    const stream = await client.chat.completions.create({ model: 'gpt-x', messages, stream: true });
    return { whole, parts: await list(stream) };
  },
  async '@anthropic-ai/sdk'(origin) {
    const client = new Anthropic({ apiKey: key, baseURL: origin, maxRetries: 0 });
    const asked = { model: 'claude-x', max_tokens: 10, messages };
    const whole = await client.messages.create(asked);
    const parts = await list(await client.messages.create({ ...asked, stream: true }));
    return { whole, parts, final: await client.messages.stream(asked).finalMessage() };
  },
  async 'ai with OpenAI'(origin) {
    return sdk(createOpenAI({ apiKey: key, baseURL: `${origin}/v1` }).chat('gpt-x'));
  },
  async 'ai with Anthropic'(origin) {
    return sdk(createAnthropic({ apiKey: key, baseURL: `${origin}/v1` })('claude-x'));
  },
  async '@google/genai'(origin) {
    const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: origin } });
    const asked = { model: 'gemini-x', contents: 'Say hello.' };
    const whole = await client.models.generateContent(asked);
    const parts = await list(await client.models.generateContentStream(asked));
    return { text: whole.text, usage: whole.usageMetadata, parts: parts.map(({ text }) => text) };
  },
  async '@aws-sdk/client-bedrock-runtime'(origin) {
    const client = new BedrockRuntimeClient({
      region: 'us-east-1',
      endpoint: origin,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      maxAttempts: 1,
      // Its own default speaks HTTP/2, which the wall refuses: no interceptor can see into it.
      requestHandler: new NodeHttpHandler(),
    });
    const asked = { modelId: 'model-x', messages: [{ role: 'user', content: [{ text: 'Say hello.' }] }] };
    const { output, usage, stopReason } = await client.send(new ConverseCommand(asked));
    const { stream } = await client.send(new ConverseStreamCommand(asked));
    return { output, usage, stopReason, parts: await list(stream) };
  },
  async '@modelcontextprotocol/sdk'(origin) {
    const client = new Client({ name: 'bench', version: '1.0.0' });
    await client.connect(new StreamableHTTPClientTransport(new URL(`${origin}/mcp`)));
    const { tools } = await client.listTools();
    const sum = await client.callTool({ name: 'add', arguments: { a: 2, b: 3 } });
    await client.close();
    return { tools, sum };
  },
  async axios(origin) {
    const { data, status, headers } = await axios.post(`${origin}/json`, { by: 'axios' });
    const stream = await axios.get(`${origin}/stream?by=axios`, { responseType: 'stream' });
    return { data, status, headers: stable(headers.toJSON()), parts: await textOf(stream.data) };
  },
  async got(origin) {
    const { body, statusCode, headers } = await got.post(`${origin}/json`, {
      json: { by: 'got' },
      responseType: 'json',
      retry: { limit: 0 },
    });
    return {
      body,
      statusCode,
      headers: stable(headers),
      parts: await textOf(got.stream(`${origin}/stream?by=got`)),
    };
  },
  async ky(origin) {
    const whole = await ky.post(`${origin}/json`, { json: { by: 'ky' }, retry: 0 }).json();
    return { whole, parts: await textOf((await ky(`${origin}/stream?by=ky`)).body) };
  },
  async 'node-fetch'(origin) {
    const whole = await nodeFetch(`${origin}/json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"by":"node-fetch"}',
    });
    const headers = stable(whole.headers.raw());
    const stream = await nodeFetch(`${origin}/stream?by=node-fetch`);
    return { body: await whole.json(), headers, parts: await textOf(stream.body) };
  },
  async undici(origin) {
    const whole = await request(`${origin}/json`, { method: 'POST', body: '{"by":"undici"}' });
    const bytes = Buffer.from(await whole.body.arrayBuffer()).toString('base64');
    const stream = await request(`${origin}/stream?by=undici`);
    return { bytes, headers: stable(whole.headers), parts: await textOf(stream.body) };
  },
  async fetch(origin) {
    const whole = await fetch(`${origin}/json`, { method: 'POST', body: '{"by":"fetch"}' });
    const chunks = [];
    for await (const chunk of (await fetch(`${origin}/stream?by=fetch`)).body)
      chunks.push(Buffer.from(chunk).toString('latin1'));
    return { body: await whole.text(), headers: stable(Object.fromEntries(whole.headers)), chunks };
  },
};

async function sdk(model) {
  const { text: whole, usage, finishReason } = await generateText({ model, messages, maxRetries: 0 });
  const streamed = streamText({ model, messages, maxRetries: 0 });
  return { whole, usage, finishReason, parts: await list(streamed.textStream) };
}

async function list(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

async function textOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** Without what a server makes anew for each answer, or a connection for itself. */
function stable(headers) {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(?:date|connection|keep-alive)$/i.test(name)),
  );
}
