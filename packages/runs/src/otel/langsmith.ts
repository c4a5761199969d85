import type { Json } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import type { ImportedSpan } from './span.ts';
import { parsed } from './parsed.ts';
import { NAMES } from './names.ts';
import { fieldOf, objectField, present, textField, timeField } from './row-fields.ts';
import type { Row } from './row-fields.ts';

/**
 * The spans of LangSmith's runs, also of those within one another (`child_runs`); undefined when these are none.
 * Fields: https://docs.langchain.com/langsmith/run-data-format
 */
export function langsmithSpans(rows: readonly Row[]): { trace: string; span: ImportedSpan }[] | undefined {
  const runs = rows.flatMap((row) => withChildren(row, undefined));
  const isLangsmith = runs.length > 0 && runs.every((run) => typeof run['run_type'] === 'string');
  if (!isLangsmith) return undefined;
  const spans = runs.map((run) => ({ trace: traceOf(run), span: spanOf(run) }));
  // A list may hold a run beside the one that it is in.
  return [...new Map(spans.map((each) => [each.span.id, each])).values()];
}

function withChildren(run: Row, parent: Row | undefined): Row[] {
  const placed: Row =
    parent === undefined
      ? run
      : { trace_id: traceOf(parent), parent_run_id: fieldOf(parent, 'id', 'run_id') ?? null, ...run };
  const children = run['child_runs'];
  if (!Array.isArray(children)) return [placed];
  return [placed, ...children.filter(isObject).flatMap((child) => withChildren(child, placed))];
}

function traceOf(run: Row): string {
  return textField(run, 'trace_id', 'id', 'run_id') ?? 'trace';
}

/** What of a type of run is a call; a retriever asks something outside, as a tool does. */
const KINDS: Readonly<Record<string, string>> = {
  llm: 'LLM',
  tool: 'TOOL',
  retriever: 'TOOL',
  embedding: 'EMBEDDING',
};

function spanOf(run: Row): ImportedSpan {
  const name = textField(run, 'name') ?? 'run';
  const kind = KINDS[textField(run, 'run_type') ?? ''] ?? 'CHAIN';
  const extra = objectField(run, 'extra');
  const metadata = objectField(extra, 'metadata');
  const inputs = fieldOf(run, 'inputs');
  // LangSmith counts what its clients write here.
  const usage = objectField(objectField(run, 'outputs'), 'usage_metadata');
  const error = textField(run, 'error');
  const started = timeField(run, 'start_time') ?? 0;
  const ended = Math.max(started, timeField(run, 'end_time') ?? started);
  return {
    id: textField(run, 'id', 'run_id') ?? name,
    parent: textField(run, 'parent_run_id') ?? null,
    isBelow: false,
    isOpen: false,
    name,
    started,
    ended,
    values: present({
      'openinference.span.kind': kind,
      'input.value': kind === 'TOOL' ? argumentsOf(inputs) : inputs,
      'output.value':
        kind === 'TOOL' ? resultOf(fieldOf(run, 'outputs')) : unwrapped(fieldOf(run, 'outputs')),
      'tool.name': kind === 'TOOL' ? name : undefined,
      'llm.model_name':
        kind === 'CHAIN' || kind === 'TOOL'
          ? undefined
          : (textField(metadata, 'ls_model_name') ??
            textField(objectField(extra, 'invocation_params'), 'model', 'model_name') ??
            textField(objectField(run, 'inputs'), 'model') ??
            name),
      'llm.token_count.prompt':
        kind === 'LLM' ? fieldOf({ ...usage, ...run }, 'prompt_tokens', 'input_tokens') : undefined,
      'llm.token_count.completion':
        kind === 'LLM' ? fieldOf({ ...usage, ...run }, 'completion_tokens', 'output_tokens') : undefined,
      'llm.cost.total': kind === 'LLM' ? fieldOf(run, 'total_cost') : undefined,
      [NAMES.promptVersion]: textField(metadata, 'lc_hub_commit_hash'),
    }),
    resource: present({ [NAMES.serviceVersion]: textField(metadata, 'revision_id') }),
    events: error === undefined ? [] : [{ name: 'exception', at: ended, values: exceptionOf(error) }],
    isError: error !== undefined,
    message: error ?? '',
  };
}

/** LangChain gives a tool's arguments as the text of one input. */
function argumentsOf(inputs: Json | undefined): Json | undefined {
  if (!isObject(inputs) || Object.keys(inputs).length !== 1) return inputs;
  const given = parsed(inputs['input'] ?? null);
  return isObject(given) ? given : inputs;
}

/** What returns something else than an object is written under one name. */
function unwrapped(outputs: Json | undefined): Json | undefined {
  if (!isObject(outputs) || Object.keys(outputs).length !== 1) return outputs;
  return outputs['output'] ?? outputs['outputs'] ?? outputs;
}

/** A tool's result may stand in the message that it goes into. */
function resultOf(outputs: Json | undefined): Json | undefined {
  const result = unwrapped(outputs);
  return isObject(result) && result['type'] === 'tool' && 'content' in result
    ? parsed(result['content'] ?? null)
    : result;
}

/** `ValueError('no such order')Traceback (most recent call last): …`, as Python's client writes it, or `TypeError: …`. */
const ERROR = /^([\w.]+)(?:\((["'])(.*?)\2,?\)|: ([^\n]*))\s*([^]*)$/;

function exceptionOf(error: string): Record<string, Json> {
  const [, type, , quoted, said, stack] = ERROR.exec(error) ?? [];
  return present({
    [NAMES.exceptionType]: type ?? 'Error',
    [NAMES.exceptionMessage]: quoted ?? said ?? error,
    [NAMES.exceptionStack]: stack === undefined || stack === '' ? undefined : error,
  });
}
