import { isObject } from '../is-object.ts';
import type { ImportedSpan } from './imported-span.ts';
import { parsed } from './parsed.ts';

/** Events of a span whose attributes say what attributes of a span say elsewhere: of today's convention, and of 1.27. */
const CONTENT: ReadonlySet<string> = new Set([
  'gen_ai.client.inference.operation.details',
  'gen_ai.content.prompt',
  'gen_ai.content.completion',
]);
const MESSAGE = /^gen_ai\.(system|user|assistant|tool)\.message$/;
const BODY = 'gen_ai.event.content';

/** What a convention keeps out of a span's attributes, in its events: whole (now, 1.27), or one a message (1.28 to 1.36). */
export function saidInEvents(events: ImportedSpan['events']): ImportedSpan['values'] {
  const told = events.flatMap(({ name, values }) => {
    const role = MESSAGE.exec(name)?.[1];
    const body = parsed(values[BODY] ?? null);
    return role === undefined || body === null
      ? []
      : [isObject(body) ? { role, ...body } : { role, content: body }];
  });
  const answered = events.flatMap(({ name, values: { [BODY]: body } }) =>
    name === 'gen_ai.choice' && body !== undefined ? [parsed(body)] : [],
  );
  return Object.assign(
    {},
    told.length > 0 && { 'gen_ai.input.messages': told },
    answered.length > 0 && { 'gen_ai.output.messages': answered },
    ...events.filter(({ name }) => CONTENT.has(name)).map(({ values }) => values),
  ) as ImportedSpan['values'];
}
