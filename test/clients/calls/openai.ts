import OpenAI from 'openai';

export async function call(url: string): Promise<unknown> {
  const client = new OpenAI({ apiKey: 'test', baseURL: `${url}/openai`, maxRetries: 0 });
  const messages = [{ role: 'user' as const, content: 'How is the weather in Köln?' }];
  const whole = await client.chat.completions.create({ model: 'gpt-x', messages });
  const stream = await client.chat.completions.create({ model: 'gpt-x', messages, stream: true });
  const chunks = await Array.fromAsync(stream);
  const response = await client.responses.create({ model: 'gpt-x', input: 'hello' });
  const events = await Array.fromAsync(
    await client.responses.create({ model: 'gpt-x', input: 'hello', stream: true }),
  );
  return { whole, chunks, response, events };
}
