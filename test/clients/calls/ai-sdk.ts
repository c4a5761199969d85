import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';

export async function call(url: string): Promise<unknown> {
  const openai = createOpenAI({ apiKey: 'test', baseURL: `${url}/openai` });
  const anthropic = createAnthropic({ apiKey: 'test', baseURL: `${url}/anthropic/v1` });
  const results: unknown[] = [];
  for (const model of [openai('gpt-x'), openai.chat('gpt-x'), anthropic('claude-x')]) {
    const whole = await generateText({ model, prompt: 'How is the weather?', maxRetries: 0 });
    const stream = streamText({ model, prompt: 'How is the weather?', maxRetries: 0 });
    const deltas = await Array.fromAsync(stream.textStream);
    results.push({
      text: whole.text,
      calls: whole.toolCalls,
      usage: whole.usage,
      deltas,
      finish: await stream.finishReason,
    });
  }
  return results;
}
