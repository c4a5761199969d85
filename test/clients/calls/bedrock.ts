import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export async function call(url: string): Promise<unknown> {
  const client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    // Its default speaks HTTP/2, which no interceptor answers.
    requestHandler: new NodeHttpHandler(),
  });
  const ask = {
    modelId: 'nova-x',
    messages: [{ role: 'user' as const, content: [{ text: 'How is the weather?' }] }],
  };
  const { $metadata: _, ...whole } = await client.send(new ConverseCommand(ask));
  const { stream } = await client.send(new ConverseStreamCommand(ask));
  return { whole, events: await Array.fromAsync(stream ?? []) };
}
