import { GoogleGenAI } from '@google/genai';

export async function call(url: string): Promise<unknown> {
  const client = new GoogleGenAI({ apiKey: 'test', httpOptions: { baseUrl: url } });
  const ask = { model: 'gemini-x', contents: 'How is the weather?' };
  const whole = await client.models.generateContent(ask);
  const chunks = await Array.fromAsync(await client.models.generateContentStream(ask));
  return {
    text: whole.text,
    usage: whole.usageMetadata,
    chunks: chunks.map((chunk) => [chunk.text, chunk.candidates]),
  };
}
