import type { Body, Headers } from '@agent-replay/contracts';
import { toBody } from './body.ts';
import { charsetOf, encodeText } from './encode-text.ts';
import { headerOf } from '../engine/http-call.ts';
import { toMultipart } from './har-multipart.ts';
import { isRecord } from './is-record.ts';
import { codingsIn, unpack } from './unpack.ts';

/**
 * Reads `response.content`: text, base64, or, from Polly.js for compressed bodies, a JSON list of the
 * packed chunks in base64 (hex before version 5, and before version 2 without a word of it).
 */
export function toHarContent(
  content: unknown,
  attached: Uint8Array | undefined,
  headers: Headers,
): Body | undefined {
  if (attached !== undefined) return toBody(attached);
  if (!isRecord(content) || typeof content['text'] !== 'string') return undefined;
  const { text, mimeType } = content;
  const encoding = encodingOf(content);
  const polly = encoding === 'base64' || content['_isBinary'] === true ? toChunks(text) : undefined;
  if (polly !== undefined) {
    const form = encoding === 'base64' ? 'base64' : 'hex';
    return toBody(Buffer.concat(polly.map((chunk) => Buffer.from(chunk, form))));
  }
  if (encoding === 'base64') return toBody(Buffer.from(text, 'base64'));
  if (content['_isBinary'] === true) return toBody(Buffer.from(text, 'hex'));
  return toBody(unmarkedChunks(text, headers) ?? encodeText(text, charsetOf(String(mimeType))));
}

/** Chunks in hex of a body that is packed as its header fields say: anything else is the text that it is. */
function unmarkedChunks(text: string, headers: Headers): Uint8Array | undefined {
  if (codingsIn(headers).length === 0 || !HEX_CHUNKS.test(text)) return undefined;
  const packed = Buffer.concat((JSON.parse(text) as string[]).map((chunk) => Buffer.from(chunk, 'hex')));
  return unpack(packed, headers) === undefined ? undefined : packed;
}

const HEX_CHUNKS = /^\["(?:[0-9a-f]{2})+"(?:,"(?:[0-9a-f]{2})+")*\]$/;

/** Reads `request.postData`: its text, the value of it (`textJSON`), or a form's fields when the text was left out. */
export function toHarPostData(
  postData: unknown,
  attached: Uint8Array | undefined,
  headers: Headers,
): Body | undefined {
  if (attached !== undefined) return toBody(attached);
  if (!isRecord(postData)) return undefined;
  const { text, textJSON, params, mimeType } = postData;
  const encoding = encodingOf(postData);
  if (typeof text === 'string' && text !== '') {
    return toBody(
      encoding === 'base64' ? Buffer.from(text, 'base64') : encodeText(text, charsetOf(String(mimeType))),
    );
  }
  if (typeof textJSON === 'object' && textJSON !== null) return toBody(Buffer.from(JSON.stringify(textJSON)));
  const type = headerOf(headers, 'content-type') ?? String(mimeType);
  if (!Array.isArray(params) || params.length === 0) return undefined;
  if (/^multipart\/form-data/i.test(type))
    return toBody(toMultipart(params.filter(isRecord), [type, String(mimeType)]));
  if (!/^application\/x-www-form-urlencoded/i.test(type)) return undefined;
  const fields = params
    .filter(isRecord)
    .map(({ name, value }): [string, string] => [String(name), typeof value === 'string' ? value : '']);
  return toBody(Buffer.from(new URLSearchParams(fields).toString()));
}

/** Who writes a body out to be read may leave the word `base64` beside it: what cannot be that is the text that it is. */
function encodingOf({ encoding, text }: Record<string, unknown>): unknown {
  if (encoding !== 'base64' || typeof text !== 'string') return encoding;
  return /[^\w+/=\s-]/.test(text) && toChunks(text) === undefined ? undefined : encoding;
}

function toChunks(text: string): string[] | undefined {
  if (!/^\[\s*"/.test(text)) return undefined;
  const value = parsed(text);
  return Array.isArray(value) && value.every((chunk) => typeof chunk === 'string') ? value : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
