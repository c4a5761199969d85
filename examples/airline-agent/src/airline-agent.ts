import { readFileSync } from 'node:fs';
import { type AgentContext, defineAgent, tool } from 'agent-replay';
import OpenAI from 'openai';
import { openDatabase } from './database.ts';
import { parsePythonJson } from './python/json.ts';
import { runTool } from './tools/run-tool.ts';
import { toolSchemas } from './tools/schemas.ts';

type Input = OpenAI.Responses.ResponseInput;

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
  let input: Input = [{ role: 'user', content: opening }];
  let previous: string | null = null;
  for (let turn = 0; turn < turns && !ended; turn += 1) {
    const response = await complete(client, input, previous);
    const call = response.output.find((item) => item.type === 'function_call');
    previous = response.id;
    if (call === undefined) {
      said.push(response.output_text);
      const reply = await askCustomer(response.output_text);
      input = [{ role: 'user', content: reply }];
      ended = reply.includes(STOP);
    } else {
      const output = runTool(database, call.name, parsePythonJson(call.arguments));
      input = [{ type: 'function_call_output', call_id: call.call_id, output }];
      ended = call.name === 'transfer_to_human_agents';
    }
  }
  await context.setState('airline:changes', database.changes());
  return { ended, said };
}

function complete(client: OpenAI, input: Input, previous: string | null): Promise<OpenAI.Responses.Response> {
  return client.responses.create({
    model: MODEL,
    instructions: policy,
    input,
    previous_response_id: previous,
    tools: toolSchemas,
    temperature: 0,
  });
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
