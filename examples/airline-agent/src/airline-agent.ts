import { readFileSync } from 'node:fs';
import { type AgentContext, defineAgent, tool } from 'agent-replay';
import OpenAI from 'openai';
import { openDatabase } from './database.ts';
import { parsePythonJson } from './python/json.ts';
import { runTool } from './tools/run-tool.ts';
import { toolSchemas } from './tools/schemas.ts';

type Message = OpenAI.ChatCompletionMessageParam;

/** A customer's conversation: their first words, and how many turns of the model it may take. */
export interface Conversation {
  opening: string;
  turns: number;
}

/** What the agent says it came to. */
export interface Served {
  /** True when the customer was done, or was handed to a person. */
  ended: boolean;
  /** Everything that the customer was told. */
  said: string[];
}

export const MODEL = 'gpt-4o';
/** The customer's word for the end. */
export const STOP = '###STOP###';

const policy = readFileSync(new URL('../data/policy.md', import.meta.url), 'utf8');

export const agent = defineAgent({
  name: 'airline-agent',
  model: MODEL,
  promptVersion: policy,
  timeoutSeconds: 300,
  toolAllowlist: ['ask_customer'],
  contract: { artifacts: { min: 0 }, predicates: ['x_never_ended'] },
  run: serve,
});

/** Tells the customer something, and waits for what they say. */
const askCustomer = tool('ask_customer', readReply, { effect: 'write' });

/** Serves a customer: the model answers, its tools really run on the airline's database. */
async function serve({ opening, turns }: Conversation, context: AgentContext): Promise<Served> {
  const client = new OpenAI({ apiKey: process.env['OPENAI_API_KEY'] ?? 'no-key-in-replay' });
  const database = openDatabase();
  const said: string[] = [];
  let ended = false;
  const messages: Message[] = [
    { role: 'system', content: policy },
    { role: 'user', content: opening },
  ];
  for (let turn = 0; turn < turns && !ended; turn += 1) {
    const message = await complete(client, messages);
    const call = message.tool_calls?.[0];
    if (call?.type === 'function') {
      const { name, arguments: args } = call.function;
      const content = runTool(database, name, parsePythonJson(args));
      messages.push({ ...message, tool_calls: [call] }, { role: 'tool', tool_call_id: call.id, content });
      ended = name === 'transfer_to_human_agents';
    } else {
      const text = message.content ?? '';
      said.push(text);
      const reply = await askCustomer(text);
      messages.push(message, { role: 'user', content: reply });
      ended = reply.includes(STOP);
    }
  }
  await context.setState('airline:changes', database.changes());
  return { ended, said };
}

async function complete(client: OpenAI, messages: readonly Message[]): Promise<OpenAI.ChatCompletionMessage> {
  const { choices } = await client.chat.completions.create({
    model: MODEL,
    temperature: 0,
    messages: [...messages],
    tools: toolSchemas,
  });
  const [choice] = choices;
  if (choice === undefined) throw new Error('The model gave no answer.');
  return choice.message;
}

async function readReply(text: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(`${text}\n> `);
  } finally {
    terminal.close();
  }
}
