import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Body, type Interaction, type Json } from '@agent-replay/contracts';
import { redactBinary, type Redactor, writeByDigest, writeFileAtomic } from '@agent-replay/redaction';
import { NO_BLOBS } from './http/blobs.ts';
import { bodyBytes } from './http/body-bytes.ts';
import { BLOB_BYTES } from './http/held-body.ts';

const WIDTH = 120;

/**
 * Writes a cassette: redacted, whole or not at all, the same interactions always as the same bytes, each
 * a block of lines of its own. Bodies over 64 KiB go to `blobs/` beside it.
 *
 * @returns the interactions as they stand in the file, but for what was redacted
 */
export async function writeCassette(
  file: string,
  interactions: readonly Interaction[],
  options: { redactor: Redactor },
): Promise<Interaction[]> {
  const { redactor } = options;
  await mkdir(dirname(file), { recursive: true });
  const stored: Interaction[] = [];
  for (const interaction of interactions)
    stored.push(await storeBodies(interaction, join(dirname(file), 'blobs'), redactor));
  const safe = redactor.json(stored.map((each) => redactBinary(each, redactor)) as unknown as Json) as Json[];
  const text = formatCassette(safe);
  const isReadable = !HALF_CHARACTER.test(text);
  await writeFileAtomic(file, isReadable ? text : formatCassette(safe.map(wellFormed)), { redactor });
  return stored;
}

/** Half of a character, which JSON can name and no reader of files takes: a text that was cut, say, in an error. */
const HALF_CHARACTER = /\\ud[89a-f]/i;

function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.toWellFormed(), wellFormed(item)]),
  );
}

/** Lays out a cassette's JSON: each interaction a block of lines, each of its fields a line where it fits. */
export function formatCassette(interactions: readonly Json[]): string {
  if (interactions.length === 0) return '{\n"interactions": []\n}\n';
  return `{\n"interactions": [\n${interactions.map((each) => layOut(each, '')).join(',\n')}\n]\n}\n`;
}

/** What the agent sent and was given: a field a line, so that a change of it is a small hunk. */
const CONTENT = new Set(['json', 'arguments', 'result', 'frames', 'chunks']);

function layOut(value: Json, indent: string, isContent = false): string {
  const line = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || line.length + indent.length <= WIDTH) return line;
  const inner = `${indent} `;
  const isList = Array.isArray(value);
  const entries: [string, Json][] = isList ? value.map((item) => ['', item]) : Object.entries(value);
  const [only] = entries;
  if (!isList && entries.length === 1 && only !== undefined)
    return `{${JSON.stringify(only[0])}:${layOut(only[1], indent, isContent || CONTENT.has(only[0]))}}`;
  const items = entries.map(
    ([key, item]) =>
      `${isList ? '' : `${JSON.stringify(key)}:`}${layOut(item, inner, isContent || CONTENT.has(key))}`,
  );
  const lines = isContent ? items : fill(items, WIDTH - inner.length);
  const [open, close] = isList ? '[]' : '{}';
  return `${open}\n${lines.map((each) => `${inner}${each}`).join(',\n')}\n${indent}${close}`;
}

/** Puts what is short together on lines of at most `width`. */
function fill(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const isOnALine = last !== undefined && !item.includes('\n') && !last.includes('\n');
    if (isOnALine && last.length + item.length < width) lines[lines.length - 1] = `${last},${item}`;
    else lines.push(item);
  }
  return lines;
}

async function storeBodies(
  interaction: Interaction,
  folder: string,
  redactor: Redactor,
): Promise<Interaction> {
  if (interaction.kind !== 'http') return interaction;
  const { request, response } = interaction;
  return {
    ...interaction,
    request: await storeBody(request, folder, redactor),
    ...(response !== undefined && { response: await storeBody(response, folder, redactor) }),
  };
}

async function storeBody<M extends { body?: Body | undefined }>(
  message: M,
  folder: string,
  redactor: Redactor,
): Promise<M> {
  // A stream keeps its chunks and their times, which a file could not hold.
  if (message.body === undefined || 'chunks' in message.body || 'blob' in message.body) return message;
  const bytes = bodyBytes(message.body, NO_BLOBS);
  if (bytes.length <= BLOB_BYTES) return message;
  await mkdir(folder, { recursive: true });
  const { digest, bytes: length } = await writeByDigest(folder, bytes, { redactor });
  return { ...message, body: { blob: digest, bytes: length } };
}
