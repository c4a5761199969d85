import Anthropic from '@anthropic-ai/sdk';

export async function call(url: string): Promise<unknown> {
  const client = new Anthropic({ apiKey: 'test', baseURL: `${url}/anthropic`, maxRetries: 0 });
  const ask = {
    model: 'claude-x',
    max_tokens: 64,
    messages: [{ role: 'user' as const, content: 'How is the weather?' }],
  };
  const whole = await client.messages.create(ask);
  const events = await Array.fromAsync(await client.messages.create({ ...ask, stream: true }));
  const stream = client.messages.stream({ ...ask, system: 'be brief' });
  const final = await stream.finalMessage();
  return { whole, events, final };
}
