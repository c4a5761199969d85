import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { type AgentContext, defineAgent } from 'agent-replay';
import { runTool, type ToolName, toolSchemas } from './tools.ts';

interface Question {
  question: string;
  model: string;
  system?: string;
  tools: ToolName[];
  thinking?: number;
  stream: boolean;
}

type Message = Anthropic.Beta.BetaMessage;

const client = new Anthropic({ apiKey: process.env['ANTHROPIC_API_KEY'] ?? 'no-key-in-replay' });

export const agent = defineAgent({
  name: 'research-agent',
  model: 'claude-sonnet-4',
  promptVersion: '2',
  timeoutSeconds: 120,
  toolAllowlist: ['get_user_country'],
  contract: { artifacts: { min: 1, kinds: ['report'], readable: true } },
  run: research,
});

/** Asks the model, runs the tools that it asks for, and leaves a report. */
async function research(question: Question, context: AgentContext) {
  const answer = await converse(question, context);
  await mkdir(join(context.workspace, 'reports'), { recursive: true });
  await writeFile(join(context.workspace, 'reports/answer.md'), `# ${question.question}\n\n${answer}\n`);
  await context.recordArtifact({ kind: 'report', uri: 'reports/answer.md' });
  return { done: true, answer };
}

async function converse(question: Question, context: AgentContext): Promise<string> {
  const messages: Anthropic.Beta.BetaMessageParam[] = [
    { role: 'user', content: [{ type: 'text', text: question.question }] },
  ];
  for (let turn = 0; turn < 8; turn += 1) {
    const message = await ask(question, messages);
    if (message.stop_reason !== 'tool_use') return textOf(message);
    messages.push({ role: 'assistant', content: message.content });
    messages.push({ role: 'user', content: await toolResults(message, context) });
  }
  throw new Error('The model kept asking for tools.');
}

async function ask(question: Question, messages: Anthropic.Beta.BetaMessageParam[]): Promise<Message> {
  const request = {
    model: question.model,
    max_tokens: 4096,
    messages,
    tools: question.tools.map((name) => toolSchemas[name]),
    tool_choice: { type: 'auto' as const },
    ...(question.system === undefined ? {} : { system: question.system }),
    ...(question.thinking === undefined
      ? {}
      : { thinking: { type: 'enabled' as const, budget_tokens: question.thinking } }),
  };
  const options = { query: { beta: 'true' } };
  if (question.stream) return client.beta.messages.stream(request, options).finalMessage();
  return client.beta.messages.create({ ...request, stream: false }, options);
}

async function toolResults(
  message: Message,
  context: AgentContext,
): Promise<Anthropic.Beta.BetaToolResultBlockParam[]> {
  const calls = message.content.filter((block) => block.type === 'tool_use');
  return Promise.all(
    calls.map(async (call) => ({
      type: 'tool_result' as const,
      tool_use_id: call.id,
      content: await runTool(call.name, context),
      is_error: false,
    })),
  );
}

function textOf(message: Message): string {
  return message.content
    .filter((block) => block.type === 'text')
    .map((block) => block.text)
    .join('');
}
