/** A part of a multipart body (RFC 2046 §5.1), its fields by their names in lower case. */
export interface Part {
  headers: Readonly<Record<string, string>>;
  body: Buffer;
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
  const fields = lines.map((line) => /^([^:\s]+):\s*(.*)$/.exec(line));
  if (fields.includes(null)) return undefined;
  return {
    headers: Object.fromEntries(fields.map((field) => [field?.[1]?.toLowerCase() ?? '', field?.[2] ?? ''])),
    body: bytes.subarray(end + 4),
  };
}

/**
 * The parts as values: those of a form by the names of its fields, so that a pointer can name one, any other as a list. A
 * field that says no more than its name is what it says.
 */
export function valueOfParts(
  parts: readonly Part[],
  type: string,
  valueOf: (part: Part) => unknown,
): Record<string, unknown> | unknown[] {
  const values = parts.map((part) => {
    const { 'content-disposition': disposition = '', ...headers } = part.headers;
    const [name, filename] = ['name', 'filename'].map((each) => parameter(disposition, each));
    const isPlain = filename === undefined && Object.keys(headers).length === 0;
    const body = valueOf(part);
    return {
      name,
      value: isPlain ? body : { ...(filename !== undefined && { filename }), ...headers, body },
    };
  });
  const isForm = /^multipart\/form-data/i.test(type) && values.every(({ name }) => name !== undefined);
  if (!isForm) return values.map(({ value }) => value);
  const byName = Map.groupBy(values, ({ name = '' }) => name);
  return Object.fromEntries(
    [...byName].map(([name, [first, ...more]]) => [
      name,
      more.length === 0 ? first?.value : [first, ...more].map((each) => each?.value),
    ]),
  );
}

function parameter(disposition: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(disposition);
  return found?.[1] ?? found?.[2];
}
