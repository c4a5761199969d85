/** What an error that a service answered with says of itself, in this order. */
const FIELDS = ['type', 'code', 'status', 'reason', 'message', 'detail', 'error_description'] as const;
const DEEPEST = 4;

/**
 * A message that is, or ends with, an error as a service answered it in JSON: with that error's own words in its place,
 * as `400 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}` of Anthropic's SDK. JSON that is
 * no such answer stays, which is data.
 */
export function saidByService(message: string): string {
  const at = message.search(/\[?\{/);
  if (at < 0 || !/[}\]]\s*$/.test(message)) return message;
  let body: unknown;
  try {
    body = JSON.parse(message.slice(at));
  } catch {
    return message;
  }
  const before = message.slice(0, at);
  const said = wordsOf(body, /^(?:[45]\d\d|status_[a-j]{3}) $/.test(before), 0);
  return said === '' ? message : `${before}${said}`;
}

/** Of an object the error in it; of one that is the error itself, its fields. */
function wordsOf(body: unknown, isError: boolean, depth: number): string {
  if (depth > DEEPEST || typeof body !== 'object' || body === null) return '';
  if (Array.isArray(body)) return body.length === 1 ? wordsOf(body[0], isError, depth + 1) : '';
  const fields = body as Readonly<Record<string, unknown>>;
  const { error, errors } = fields;
  if (typeof error === 'object' && error !== null) return wordsOf(error, true, depth + 1);
  if (Array.isArray(errors)) return wordsOf(errors[0], true, depth + 1);
  if (typeof error === 'string') return [error, ...textsIn(fields, depth)].join(' ');
  return isError ? textsIn(fields, depth).join(' ') : '';
}

function textsIn(fields: Readonly<Record<string, unknown>>, depth: number): string[] {
  return FIELDS.flatMap((name) => {
    const text = fields[name];
    if (typeof text !== 'string') return [];
    const within = /^\s*\{/.test(text) ? nested(text, depth) : '';
    return [within === '' ? text : within];
  });
}

/** As Gemini's SDK has the answer's JSON as the message of an error. */
function nested(text: string, depth: number): string {
  try {
    return wordsOf(JSON.parse(text), true, depth + 1);
  } catch {
    return '';
  }
}
