import { readFile } from 'node:fs/promises';
import type { ImportedRun } from 'agent-replay';
import type { Contract, Interaction, Json } from '@agent-replay/contracts';
import { MODEL } from './airline-agent.ts';
import { contractOf } from './contract.ts';
import { type Changes, openDatabase } from './database.ts';
import { parsePythonJson } from './python/json.ts';
import { type PythonNumber, worth } from './python/number.ts';
import { runTool } from './tools/run-tool.ts';

interface ToolCall {
  id: string;
  type: 'function';
  function?: { name: string; arguments: string };
}

export interface Message {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content?: string | null;
  tool_calls?: ToolCall[] | null;
  tool_call_id?: string;
  name?: string;
}

/** One run of the benchmark, as its files hold it. */
export interface Trajectory {
  task_id: number;
  trial: number;
  reward: PythonNumber;
  info?: { task?: Task | null } | null;
  traj: Message[];
}

interface Task {
  actions?: { name: string; kwargs: object }[];
  outputs?: string[];
}

/** The recordings are older than the database: what they call `province` is `state` there. */
export const RENAMED = { tool: 'get_user_details', from: 'province', to: 'state' };

/** Reads a file of τ-bench: its airline runs, each with what its task requires. */
export default async function importTauBench(file: string): Promise<ImportedRun[]> {
  return runsOf(await readTrajectories(file));
}

/** @throws {Error} naming the first entry that is no run. */
export async function readTrajectories(file: string): Promise<Trajectory[]> {
  const entries = parsePythonJson(await readFile(file, 'utf8'));
  if (!Array.isArray(entries)) throw new Error('it is no list of runs.');
  entries.forEach((entry: Partial<Trajectory> | null, index) => {
    const isRun =
      Number.isInteger(entry?.task_id) && Number.isInteger(entry?.trial) && Array.isArray(entry?.traj);
    if (!isRun) throw new Error(`entry ${index} has no task_id, trial and traj.`);
    const odd = entry?.traj?.findIndex(
      (message: Partial<Message> | null) => typeof message?.role !== 'string',
    );
    if (odd !== -1) throw new Error(`entry ${index} has no role in message ${odd}.`);
  });
  return entries as Trajectory[];
}

/** Runs with names of their own, also where a file has two of one task and trial. */
export function runsOf(trajectories: readonly Trajectory[]): ImportedRun[] {
  const seen = new Map<string, number>();
  return trajectories.map((trajectory) => {
    const run = runOf(trajectory);
    const before = seen.get(run.fixture_id) ?? 0;
    seen.set(run.fixture_id, before + 1);
    return before === 0 ? run : { ...run, fixture_id: `${run.fixture_id}_${before + 1}` };
  });
}

/** True when the benchmark found that the task was done. */
export function isRewarded({ reward }: Pick<Trajectory, 'reward'>): boolean {
  return Math.abs(worth(reward, '==') - 1) <= 1e-6;
}

export function nameOf({ task_id, trial }: Pick<Trajectory, 'task_id' | 'trial'>): string {
  return `task_${String(task_id).padStart(2, '0')}_trial_${trial}`;
}

/** A run as it is done again; `renamed` maps the member that the recordings call otherwise. */
export function runOf(trajectory: Trajectory, { renamed = true } = {}): ImportedRun {
  const { task_id, info } = trajectory;
  const messages = trajectory.traj.map((message) => (renamed ? rename(message) : message));
  const { interactions, opening, turns } = tapeOf(messages, nameOf(trajectory));
  return {
    fixture_id: nameOf(trajectory),
    agent: 'airline-agent',
    task: { task_id: `airline-${task_id}`, payload: { opening, turns } },
    contract: requiredOf(info?.task),
    interactions,
  };
}

/** What is not known to be required is not known to be done. */
function requiredOf(task: Task | null | undefined): Contract {
  return task?.actions === undefined
    ? { artifacts: { min: 0 }, predicates: ['x_never_ended', 'x_task_unknown'] }
    : contractOf(requiredChanges(task.actions), task.outputs ?? []);
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
function tapeOf(
  messages: readonly Message[],
  run: string,
): { interactions: Interaction[]; opening: string; turns: number } {
  const interactions: Interaction[] = [];
  const opening = messages.find(({ role }) => role === 'user')?.content ?? '';
  let turns = 0;
  messages.forEach((message, index) => {
    if (message.role !== 'assistant') return;
    turns += 1;
    interactions.push(modelCall(message, messages[index - 1], { run, turn: turns }));
    const reply = messages[index + 1];
    if (callOf(message) === undefined && reply?.role === 'user')
      interactions.push(customerCall(message, reply));
  });
  return { interactions, opening, turns };
}

/** As in the benchmark, a message's first call is the one that was made. */
function callOf({ tool_calls: calls }: Message): Required<ToolCall> | undefined {
  const [first] = calls ?? [];
  return first?.function === undefined ? undefined : { ...first, function: first.function };
}

/** One answer of the model in the form of OpenAI's Responses API, where a request holds only what is new. */
function modelCall(
  answer: Message,
  before: Message | undefined,
  { run, turn }: { run: string; turn: number },
): Interaction {
  const call = callOf(answer);
  const input =
    before?.role === 'tool'
      ? { type: 'function_call_output', call_id: before.tool_call_id, output: before.content }
      : { role: 'user', content: before?.content ?? '' };
  const text = { type: 'output_text', text: answer.content ?? '', annotations: [] };
  const output = [
    ...(answer.content ? [{ type: 'message', role: 'assistant', status: 'completed', content: [text] }] : []),
    ...(call === undefined
      ? []
      : [
          {
            type: 'function_call',
            call_id: call.id,
            name: call.function.name,
            arguments: call.function.arguments,
          },
        ]),
  ];
  const id = (of: number): string | null => (of === 0 ? null : `resp_${run}_${of}`);
  const json = (value: object): { json: Json } => ({ json: value as Json });
  const url = 'https://api.openai.com/v1/responses';
  const headers: [string, string][] = [['content-type', 'application/json']];
  return {
    id: '',
    lane: `POST ${url}`,
    effect: 'read',
    kind: 'http',
    request: {
      method: 'POST',
      url,
      headers,
      body: json({ model: MODEL, input: [input], previous_response_id: id(turn - 1), temperature: 0 }),
    },
    response: {
      status: 200,
      headers,
      body: json({ id: id(turn), object: 'response', status: 'completed', model: MODEL, output }),
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
  if (message.name !== RENAMED.tool || typeof message.content !== 'string') return message;
  return { ...message, content: message.content.replace(`"${RENAMED.from}": `, `"${RENAMED.to}": `) };
}
