import { readFields } from '../http/header-text.ts';

/** The head of a request, as its client wrote it. */
export interface RequestHead {
  method: string;
  target: string;
  headers: [string, string][];
}

const END_OF_HEAD = '\r\n\r\n';
const END_OF_LINE = '\r\n';

/**
 * Makes the reader of the one request that node:http's own client writes to a connection, in any
 * pieces: a head, then no body, one of a named length, or chunks. It trusts that client to write what
 * RFC 9112 asks for.
 */
export function readRequest(on: {
  head: (head: RequestHead) => void;
  end: (head: RequestHead, body: Buffer) => void;
}): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  let readBody: ((bytes: Buffer) => void) | undefined;

  const readHead = (): void => {
    const end = pending.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = parseHead(pending.toString('latin1', 0, end));
    const rest = pending.subarray(end + END_OF_HEAD.length);
    const isChunked = /\bchunked$/i.test(fieldOf(head, 'transfer-encoding') ?? '');
    const finish = (body: Buffer): void => on.end(head, body);
    readBody = isChunked
      ? readChunks(finish)
      : readLength(Number(fieldOf(head, 'content-length') ?? 0), finish);
    on.head(head);
    readBody(rest);
  };
  return (chunk) => {
    if (readBody !== undefined) return readBody(chunk);
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    readHead();
  };
}

/** Reads a body of a known length. */
export function readLength(length: number, finish: (body: Buffer) => void): (bytes: Buffer) => void {
  const parts: Buffer[] = [];
  let due = length;
  let isDone = false;
  return (bytes) => {
    if (isDone) return;
    if (bytes.length > 0) parts.push(bytes);
    due -= bytes.length;
    isDone = due <= 0;
    if (isDone) finish(parts.length === 1 ? bytes : Buffer.concat(parts));
  };
}

/** Reads a body in chunks: each begins with its size; the one of none is the last. */
export function readChunks(finish: (body: Buffer) => void): (bytes: Buffer) => void {
  const parts: Buffer[] = [];
  let pending: Buffer = Buffer.alloc(0);
  let isDone = false;
  return (bytes) => {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
    while (!isDone) {
      const line = pending.indexOf(END_OF_LINE);
      const size = line < 0 ? NaN : Number.parseInt(pending.toString('latin1', 0, line), 16);
      const start = line + END_OF_LINE.length;
      const end = start + size;
      if (!(size === 0 || pending.length >= end + END_OF_LINE.length)) return;
      isDone = size === 0;
      parts.push(pending.subarray(start, end));
      pending = pending.subarray(end + END_OF_LINE.length);
    }
    finish(Buffer.concat(parts));
  };
}

function parseHead(text: string): RequestHead {
  const [first = '', ...lines] = text.split(END_OF_LINE);
  const [method = '', target = ''] = first.split(' ', 2);
  return { method, target, headers: readFields(lines) };
}

function fieldOf({ headers }: RequestHead, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}
