import {
  AgentName,
  AgentReplayError,
  checkJson,
  formatIssue,
  refuseUnknownKeys,
  Seconds,
} from '@agent-replay/contracts';
import { z } from 'zod';

const isFunction = z.custom((value) => typeof value === 'function', 'a function');

const Definition = z.object({
  name: AgentName,
  run: isFunction,
  contract: z.custom((value) => typeof value === 'object', 'a contract').optional(),
  timeoutSeconds: Seconds.optional(),
  toolAllowlist: z.array(z.string().min(1)).optional(),
  model: z.string().optional(),
  promptVersion: z.string().optional(),
  prompt: z.string().optional(),
  codeVersion: z.string().optional(),
  artifacts: isFunction.optional(),
  evidence: isFunction.optional(),
});

const DEFINITION = Object.keys(Definition.shape);
const TASK = ['task_id', 'attempt', 'payload', 'state'];
/** With its digest it is as a fixture's `input.json` has it, which a replay hands on. */
const STATE = ['ref', 'content', 'sha256'];
const OPTIONS = ['store', 'contract', 'config', 'workspace', 'signal'];

/**
 * Holds what `defineAgent` was given against what an agent is made of.
 *
 * @throws {AgentReplayError} `OPTION_INVALID`
 */
export function checkDefinition(definition: unknown): void {
  const failed = 'Failed to define an agent';
  const object = objectOr(definition, failed, 'defineAgent({ name, run, … })');
  refuseUnknownKeys(failed, object, DEFINITION);
  const issues = checkJson(definition, Definition);
  if (issues.length === 0) return;
  const count = issues.length === 1 ? 'it has an error' : `it has ${issues.length} errors`;
  throw new AgentReplayError('OPTION_INVALID', `${failed}: ${count}.`, {
    lines: issues.map((issue) => ['at', formatIssue(issue)] as const),
    issues,
  });
}

/**
 * Looks at the keys of what `execute` was given; the payload and what state holds are the agent's. A key that nobody
 * reads is told and keeps no agent from its work: a task may be a queue's job, which has others.
 *
 * @throws {AgentReplayError} `OPTION_INVALID`
 */
export function checkExecution(agent: string, task: unknown, options: unknown): void {
  const failed = `Failed to execute "${agent}"`;
  const form = "execute({ task_id: 'order-7', payload })";
  const { state } = objectOr(task, failed, form) as { state?: unknown };
  tellUnknownKeys(`${failed} as it may be meant, in its task`, task as object, TASK);
  const given = objectOr(options, failed, form);
  refuseUnknownKeys(`${failed}, in its options`, given, OPTIONS);
  checkConfig(failed, given);
  if (state === undefined || state === null) return;
  const fix = 'state: [{ ref, content }]';
  // What is no list gives one that holds no object.
  for (const each of Array.isArray(state) ? (state as unknown[]) : [undefined])
    tellUnknownKeys(
      `${failed} as it may be meant, in its state`,
      objectOr(each, `${failed}, in its state`, fix),
      STATE,
    );
}

/** What `defineConfig` returns is a config as it is written, without the defaults that a run goes by. */
function checkConfig(failed: string, { config }: { config?: unknown }): void {
  if (config === undefined || typeof (config as { root?: unknown } | null)?.root === 'string') return;
  throw new AgentReplayError('OPTION_INVALID', `${failed}: its config is not one that was loaded.`, {
    lines: [['fix', 'config: await loadConfig(), or none for the one that holds in the working directory']],
  });
}

const told = new Set<string>();

function tellUnknownKeys(failed: string, given: object, known: readonly string[]): void {
  // A queue's jobs all have the same keys, and an error is dear to make: most are told of by now.
  if (told.size > MOST_TOLD) return;
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const place = JSON.stringify([failed, unknown]);
  if (told.has(place)) return;
  told.add(place);
  try {
    refuseUnknownKeys(failed, given, known);
  } catch (error) {
    const { message } = error as Error;
    process.emitWarning(message, { type: 'AgentReplayWarning', code: 'UNKNOWN_KEY' });
  }
}

const MOST_TOLD = 20;

function objectOr(value: unknown, failed: string, form: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  const received = Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value;
  throw new AgentReplayError('OPTION_INVALID', `${failed}: expected an object, received ${received}.`, {
    lines: [['fix', form]],
  });
}
