import { open, readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { AgentReplayError } from '@agent-replay/contracts';

const MAX_BYTES = 512 * 1024 * 1024;
/** So much of a file is looked at: a vendor's row may begin with what a model was told. */
const HEAD = 256 * 1024;

/** What each run of LangSmith's, and each observation of Langfuse's, has. */
const VENDORS = /"run_type"\s*:\s*"|"(?:parentObservationId|parent_observation_id)"\s*:/;

/** How traces in OTLP/JSON begin, of an exporter or in an answer of Tempo or Jaeger. */
const OTLP =
  /^\uFEFF?\s*\{\s*(?:"(?:trace|result)"\s*:\s*\{\s*)?"(?:resourceSpans|resource_spans|resourceLogs|batches)"\s*:/;

/** True for a file that begins like traces in OTLP/JSON. */
export async function isOtlp(file: string): Promise<boolean> {
  return OTLP.test((await readHead(file)) ?? '');
}

/** True for a file that begins with what LangSmith or Langfuse export, or anything else in JSON that holds it. */
export async function isVendors(file: string): Promise<boolean> {
  const head = (await readHead(file)) ?? '';
  return /^\uFEFF?\s*[[{]/.test(head) && VENDORS.test(head);
}

async function readHead(file: string): Promise<string | null> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
      if (isPacked(buffer)) return textOf(await readFile(file)).slice(0, HEAD);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return null; // Whoever reads the whole of it says why it cannot be read.
  }
}

/**
 * Reads traces: one JSON document, or one a line, as the collector's file exporter appends them; a last
 * line that is cut off is left out.
 *
 * @throws {AgentReplayError} `IMPORT_FAILED` when the file cannot be read or is not JSON.
 */
export async function readTraces(file: string): Promise<unknown> {
  let text: string;
  try {
    text = textOf(await readFile(file)).replace(/^\uFEFF/, '');
  } catch (cause) {
    throw failed(file, `it cannot be read: ${(cause as Error).message}`, cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const documents = lines.map(parseLine);
    if (documents.at(-1) === undefined && documents.length > 1) documents.pop();
    const whole = documents.filter((document) => document !== undefined);
    if (whole.length === 0 || whole.length < documents.length) throw notJson(file, text, cause);
    const isOfVendor = !whole.some((each) => 'resourceSpans' in each) && VENDORS.test(text.slice(0, HEAD));
    if (isOfVendor) return whole;
    return {
      resourceSpans: whole.flatMap((each) => listIn(each, 'resourceSpans')),
      resourceLogs: whole.flatMap((each) => listIn(each, 'resourceLogs')),
    };
  }
}

function notJson(file: string, text: string, cause: unknown): AgentReplayError {
  return /[\0\uFFFD]/.test(text)
    ? failed(file, 'it is no text', cause, BINARY)
    : failed(file, 'it is neither JSON nor JSON lines', cause);
}

const BINARY =
  'it may be OTLP in protobuf: write JSON, with @opentelemetry/exporter-trace-otlp-http, or with "format: json" and no "compression" in the collector’s file exporter';

function textOf(bytes: Buffer): string {
  return (isPacked(bytes) ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes).toString('utf8');
}

/** By its first bytes, whatever the file's name. */
function isPacked(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function parseLine(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Of a line that holds something else (metrics) nothing is taken. */
function listIn(document: object, name: 'resourceSpans' | 'resourceLogs'): unknown[] {
  const list = (document as Record<string, unknown>)[name];
  return Array.isArray(list) ? list : [];
}

const EXPORT = 'export traces with an OTLP/JSON file exporter, or from LangSmith or Langfuse';

function failed(file: string, why: string, cause: unknown, fix: string = EXPORT): AgentReplayError {
  return new AgentReplayError('IMPORT_FAILED', `Failed to import "${file}": ${why}.`, {
    lines: [['fix', fix]],
    cause,
  });
}
