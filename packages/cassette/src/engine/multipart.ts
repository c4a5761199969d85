/** A part of a multipart body (RFC 2046 §5.1), its fields by their names in lower case, all values of one that repeats. */
export interface Part {
  headers: Readonly<Record<string, string | string[]>>;
  body: Buffer;
}

/** What a body says, and what it is: two that are written as different things may say the same. */
export interface Said {
  value: unknown;
  /** Of a body in parts that of each, in the place of its value. */
  form: unknown;
}

/** The boundary that a content type names; null for what is not multipart. */
export function boundaryOf(type: string): string | null {
  const found = /^multipart\/[^;]+;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  return found?.[1] ?? found?.[2] ?? null;
}

/** Takes a multipart body apart; undefined for one that is not written as clients write them. */
export function partsOf(body: Buffer, boundary: string): Part[] | undefined {
  const delimiter = `\r\n--${boundary}`;
  if (!body.subarray(0, delimiter.length - 2).equals(Buffer.from(delimiter.slice(2)))) return undefined;
  const parts: Part[] = [];
  for (let start = delimiter.length - 2; ;) {
    const rest = body.subarray(start);
    if (rest.subarray(0, 2).equals(END))
      return /^\s*$/.test(rest.subarray(2, 66).toString()) ? parts : undefined;
    const length = rest.indexOf(delimiter);
    const part = length < 0 ? undefined : partOf(rest.subarray(0, length));
    if (part === undefined) return undefined;
    parts.push(part);
    start += length + delimiter.length;
  }
}

const END = Buffer.from('--');

function partOf(bytes: Buffer): Part | undefined {
  if (bytes.indexOf('\r\n') !== 0) return undefined;
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const lines = bytes.toString('utf8', 2, Math.max(2, end)).split('\r\n').filter(Boolean);
  const fields = lines.map((line) => /^([^:\s]+):([^\r\n]*)$/.exec(line));
  if (fields.includes(null)) return undefined;
  const byName = Map.groupBy(fields, (field) => field?.[1]?.toLowerCase() ?? '');
  return {
    headers: Object.fromEntries(
      [...byName].map(([name, all]) => [name, oneOrAll(all.map((field) => field?.[2]?.trimStart() ?? ''))]),
    ),
    body: bytes.subarray(end + 4),
  };
}

function oneOrAll<Value>(values: Value[]): Value | Value[] {
  return values.length === 1 ? (values[0] as Value) : values;
}

/**
 * The parts as values: those of a form by the names of its fields, so that a pointer can name one, any other as a list. A
 * field that says no more than its name is what it says.
 */
export function saidInParts(parts: readonly Part[], type: string, saidBy: (part: Part) => Said): Said {
  const fields = parts.map((part) => {
    const { 'content-disposition': disposition = '', ...headers } = part.headers;
    const { name, ...more } = dispositionOf(disposition);
    const { value: body, form } = saidBy(part);
    const isPlain = Object.keys(more).length === 0 && Object.keys(headers).length === 0;
    return {
      name,
      value: isPlain ? body : { ...more, ...withoutClash(headers), body },
      form: isPlain ? form : { body: form },
    };
  });
  const isForm = /^multipart\/form-data/i.test(type) && fields.every(({ name }) => name !== undefined);
  const placed = (what: 'value' | 'form'): unknown => {
    if (!isForm) return fields.map((field) => field[what]);
    const byName = Map.groupBy(fields, ({ name = '' }) => name);
    return Object.fromEntries(
      [...byName].map(([name, all]) => [name, oneOrAll(all.map((field) => field[what]))]),
    );
  };
  return { value: placed('value'), form: placed('form') };
}

/** The name of a field and of its file; where a disposition says anything else, what it says, too. */
function dispositionOf(disposition: string | string[]): Disposition {
  if (disposition === '') return {};
  const [, name, filename] = (typeof disposition === 'string' && USUAL.exec(disposition)) || [];
  if (name !== undefined)
    return { name: unquoted(name), ...(filename !== undefined && { filename: unquoted(filename) }) };
  const named = NAMED.exec([disposition].flat()[0] ?? '')?.[1];
  return { ...(named !== undefined && { name: unquoted(named) }), 'content-disposition': disposition };
}

interface Disposition {
  name?: string;
  filename?: string;
  'content-disposition'?: string | string[];
}

const VALUE = String.raw`("[^"\\]*(?:\\.[^"\\]*)*"|[^\s;"]+)`;
const USUAL = new RegExp(String.raw`^form-data\s*;\s*name=${VALUE}(?:\s*;\s*filename=${VALUE})?\s*$`, 'i');
const NAMED = new RegExp(String.raw`;\s*name=${VALUE}`, 'i');

/** Names are compared as they are written: browsers and programs escape a quote each in their way. */
function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1) : value;
}

/** Fields of a part beside its `filename` and its `body`; a colon is in the name of none. */
function withoutClash(headers: Part['headers']): Part['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [OWN.has(name) ? `${name}:` : name, value]),
  );
}

const OWN = new Set(['filename', 'body']);
