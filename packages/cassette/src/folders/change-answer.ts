import type { Headers, HttpResponse, Interaction, Json } from '@agent-replay/contracts';
import { headerOf } from '../engine/http-call.ts';
import type { Blobs } from '../http/blobs.ts';
import { bodyBytes, bodyChunks } from '../http/body-bytes.ts';
import { plainBody } from '../http/plain-body.ts';
import { changeParts, type FolderFinder } from './find-folders.ts';
import { readText, readTexts } from './read-text.ts';

/** A recorded answer with other folders, where it names some; of a WebSocket's session each frame as it comes. */
export function changeAnswer<Recorded extends Interaction>(
  interaction: Recorded,
  find: FolderFinder,
  blobs: Blobs,
): Recorded {
  const { kind, response, error }: Interaction = interaction;
  if (kind === 'http' && response !== undefined)
    return { ...interaction, response: changeResponse(response, find, blobs) };
  if (kind !== 'tool' && kind !== 'mcp') return interaction;
  return {
    ...interaction,
    ...(response !== undefined && { response: changeJson(response, find) }),
    ...(error !== undefined && { error: changeJson(error as unknown as Json, find) }),
  };
}

/** A value with other folders in what it says; the same one where it names none. */
export function changeJson<Value>(value: Value, find: FolderFinder): Value {
  const before = JSON.stringify(value);
  const changes = find(before);
  return changes.length === 0 ? value : (JSON.parse(changeParts([before], changes)[0] ?? before) as Value);
}

function changeResponse(recorded: HttpResponse, find: FolderFinder, blobs: Blobs): HttpResponse {
  const headers = changeHeaders(recorded.headers, find);
  const response = headers === recorded.headers ? recorded : { ...recorded, headers };
  const { body } = response;
  if (body === undefined) return response;
  const isPacked = response.unpacked !== true && headerOf(headers, 'content-encoding') !== undefined;
  if ('chunks' in body && !isPacked) {
    const chunks = bodyChunks(body, blobs);
    const before = readTexts(chunks.map(({ bytes }) => bytes));
    const changes = before === undefined ? [] : find(before.join(''));
    if (before === undefined || changes.length === 0) return response;
    const after = changeParts(before, changes);
    return withText(response, after.join(''), {
      chunks: chunks.map(({ at_ms }, index) => ({ at_ms, text: after[index] ?? '' })),
    });
  }
  const bytes = bodyBytes(body, blobs);
  const plain = isPacked ? plainBody(bytes, headers) : bytes;
  const before = readText(plain);
  const changes = before === undefined ? [] : find(before);
  if (before === undefined || changes.length === 0) return response;
  const text = changeParts([before], changes)[0] ?? before;
  return isPacked ? { ...response, body: { text }, unpacked: true } : withText(response, text, { text });
}

/** A body that is packed on the wire gets its length there. */
function withText(
  response: HttpResponse,
  text: string,
  body: NonNullable<HttpResponse['body']>,
): HttpResponse {
  if (response.truncated === true || response.unpacked === true) return { ...response, body };
  const length = String(Buffer.byteLength(text));
  const headers = response.headers.map(([name, value]): [string, string] => [
    name,
    name.toLowerCase() === 'content-length' ? length : value,
  ]);
  return { ...response, headers, body };
}

function changeHeaders(headers: Headers, find: FolderFinder): Headers {
  let isChanged = false;
  const changed = headers.map(([name, value]): [string, string] => {
    const changes = find(value);
    isChanged ||= changes.length > 0;
    return [name, changeParts([value], changes)[0] ?? value];
  });
  return isChanged ? changed : headers;
}
