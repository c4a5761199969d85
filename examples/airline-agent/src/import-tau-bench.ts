import { readFile } from 'node:fs/promises';
import type { ImportedRun } from 'agent-replay';
import type { Interaction, Json } from '@agent-replay/contracts';
import { MODEL } from './airline-agent.ts';
import { contractOf } from './contract.ts';
import { type Changes, openDatabase } from './database.ts';
import { parsePythonJson } from './python/json.ts';
import { type PythonNumber, worth } from './python/number.ts';
import { runTool } from './tools/run-tool.ts';

interface ToolCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
}

export interface Message {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string | null;
  tool_calls?: ToolCall[] | null;
  tool_call_id?: string;
  name?: string;
}

/** One run of the benchmark, as its files hold it. */
export interface Trajectory {
  task_id: number;
  trial: number;
  reward: PythonNumber;
  info: { task?: { actions: { name: string; kwargs: object }[]; outputs: string[] } };
  traj: Message[];
}

/** The recordings are older than the database: what they call `province` is `state` there. */
export const RENAMED = { tool: 'get_user_details', from: 'province', to: 'state' };

/** Reads a file of τ-bench: its airline runs, each with what its task requires. */
export default async function importTauBench(file: string): Promise<ImportedRun[]> {
  return (await readTrajectories(file)).map((trajectory) => runOf(trajectory));
}

/** @throws {Error} naming the first entry that is no run. */
export async function readTrajectories(file: string): Promise<Trajectory[]> {
  const entries = parsePythonJson(await readFile(file, 'utf8'));
  if (!Array.isArray(entries)) throw new Error('it is no list of runs.');
  entries.forEach((entry: Partial<Trajectory> | null, index) => {
    const isRun =
      Number.isInteger(entry?.task_id) && Number.isInteger(entry?.trial) && Array.isArray(entry?.traj);
    if (!isRun) throw new Error(`entry ${index} has no task_id, trial and traj.`);
  });
  return entries as Trajectory[];
}

/** True when the benchmark found that the task was done. */
export function isRewarded({ reward }: Trajectory): boolean {
  return Math.abs(worth(reward, '==') - 1) <= 1e-6;
}

export function nameOf({ task_id, trial }: Pick<Trajectory, 'task_id' | 'trial'>): string {
  return `task_${String(task_id).padStart(2, '0')}_trial_${trial}`;
}

/** A run as it is done again; `renamed` maps the member that the recordings call otherwise. */
export function runOf(trajectory: Trajectory, { renamed = true } = {}): ImportedRun {
  const { task_id, info } = trajectory;
  const messages = trajectory.traj.map((message) => (renamed ? rename(message) : message));
  const { interactions, opening, turns } = tapeOf(messages);
  return {
    fixture_id: nameOf(trajectory),
    agent: 'airline-agent',
    task: { task_id: `airline-${task_id}`, payload: { opening, turns } },
    contract: contractOf(requiredChanges(info.task?.actions ?? []), info.task?.outputs ?? []),
    interactions,
  };
}

/** The state that the task's own actions lead to, from a fresh copy of the database. */
function requiredChanges(actions: readonly { name: string; kwargs: object }[]): Changes {
  const database = openDatabase();
  for (const { name, kwargs } of actions) {
    if (name !== 'transfer_to_human_agents' && name !== 'respond')
      runTool(database, name, structuredClone(kwargs));
  }
  return database.changes();
}

/** The calls that left the agent: those to the model, and what the customer was told. */
function tapeOf(messages: readonly Message[]): {
  interactions: Interaction[];
  opening: string;
  turns: number;
} {
  const interactions: Interaction[] = [];
  const sent: object[] = [{ role: 'system', content: 'data/policy.md' }];
  let turns = 0;
  messages.forEach((message, index) => {
    if (message.role === 'assistant') {
      turns += 1;
      interactions.push(modelCall([...sent], message));
      const reply = messages[index + 1];
      if (!hasCall(message) && reply?.role === 'user') interactions.push(customerCall(message, reply));
    }
    if (message.role !== 'system') sent.push(wireForm(message));
  });
  const opening = messages.find(({ role }) => role === 'user')?.content ?? '';
  return { interactions, opening, turns };
}

function hasCall({ tool_calls: calls }: Message): boolean {
  return calls !== undefined && calls !== null && calls.length > 0;
}

/** A message as it stands in a request: what the benchmark adds for itself is left out. */
function wireForm({ role, content, tool_calls, tool_call_id }: Message): object {
  return {
    role,
    content,
    ...(tool_calls !== undefined && tool_calls !== null && { tool_calls: tool_calls.slice(0, 1) }),
    ...(tool_call_id !== undefined && { tool_call_id }),
  };
}

function modelCall(messages: object[], message: Message): Interaction {
  const json = (value: unknown): { json: Json } => ({ json: value as Json });
  return {
    id: '',
    lane: 'POST https://api.openai.com/v1/chat/completions',
    effect: 'read',
    kind: 'http',
    request: {
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions',
      headers: [['content-type', 'application/json']],
      body: json({ model: MODEL, temperature: 0, messages }),
    },
    response: {
      status: 200,
      headers: [['content-type', 'application/json']],
      body: json({
        object: 'chat.completion',
        model: MODEL,
        choices: [
          { index: 0, finish_reason: hasCall(message) ? 'tool_calls' : 'stop', message: wireForm(message) },
        ],
      }),
    },
  };
}

function customerCall({ content }: Message, reply: Message): Interaction {
  return {
    id: '',
    lane: 'tool:ask_customer',
    effect: 'write',
    kind: 'tool',
    request: { name: 'ask_customer', arguments: content ?? '' },
    response: { result: reply.content ?? '' },
  };
}

function rename(message: Message): Message {
  if (message.name !== RENAMED.tool || message.content === null) return message;
  return { ...message, content: message.content.replace(`"${RENAMED.from}": `, `"${RENAMED.to}": `) };
}
