import type { Json } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import type { ImportedSpan } from './span.ts';
import { NAMES } from './names.ts';
import { parsed } from './parsed.ts';

/** Events of a span whose attributes say what attributes of a span say elsewhere: of today's convention, and of 1.27. */
const CONTENT: ReadonlySet<string> = new Set([
  'gen_ai.client.inference.operation.details',
  'gen_ai.content.prompt',
  'gen_ai.content.completion',
]);
const MESSAGE = /^gen_ai\.(system|user|assistant|tool)\.message$/;
const BODY = 'gen_ai.event.content';

/**
 * What a convention keeps out of a span's attributes, in its events: whole (now, 1.27), or one a message (1.28 to 1.36).
 *
 * @param own the span's attributes, which say what it is
 */
export function saidInEvents(
  events: ImportedSpan['events'],
  own: ImportedSpan['values'],
): ImportedSpan['values'] {
  const told = events.flatMap(({ name, values }) => {
    const role = MESSAGE.exec(name)?.[1];
    const body = bodyOf(values);
    return role === undefined || body === null
      ? []
      : [isObject(body) ? { role, ...body } : { role, content: body }];
  });
  const answered = events.flatMap(({ name, values }) => {
    const body = bodyOf(values);
    return name === 'gen_ai.choice' && body !== null ? [body] : [];
  });
  return Object.assign(
    {},
    own[NAMES.operation] === 'execute_tool' ? toolCall(told, answered) : modelCall(told, answered),
    ...events.filter(({ name }) => CONTENT.has(name)).map(({ values }) => values),
  ) as ImportedSpan['values'];
}

function modelCall(told: readonly Json[], answered: readonly Json[]): object {
  return {
    ...(told.length > 0 && { 'gen_ai.input.messages': told }),
    ...(answered.length > 0 && { 'gen_ai.output.messages': answered }),
  };
}

/** A tool's arguments are the message that it is told, and its result what it answers (Strands). */
function toolCall(told: readonly Json[], answered: readonly Json[]): object {
  const [given, got] = [told.at(-1), answered.at(-1)];
  return {
    ...(isObject(given) && { [NAMES.toolArguments]: given['content'] ?? null }),
    ...(isObject(got) && { [NAMES.toolResult]: unblocked(got['message'] ?? null) }),
  };
}

/** A result that is one block of content: what is in the block. */
function unblocked(result: Json): Json {
  if (!Array.isArray(result) || result.length !== 1 || !isObject(result[0])) return result;
  const { json, text } = result[0];
  return json ?? (text === undefined ? result : parsed(text));
}

/** What an event is about: of a log record its body, of a span's event its own attributes, each of which may be JSON as text. */
function bodyOf(values: ImportedSpan['values']): Json {
  const body = values[BODY];
  if (body !== undefined) return parsed(body);
  const own = Object.entries(values).filter(([key]) => BODY_FIELDS.has(key));
  return own.length === 0 ? null : Object.fromEntries(own.map(([key, value]) => [key, parsed(value)]));
}

const BODY_FIELDS: ReadonlySet<string> = new Set([
  'role',
  'content',
  'id',
  'tool_calls',
  'index',
  'finish_reason',
  'message',
]);
