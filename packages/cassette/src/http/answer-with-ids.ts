import type { Interaction } from '@agent-replay/contracts';
import { headerOf } from '../engine/http-call.ts';
import { type OtherIds, textWithIds } from '../engine/rpc-ids.ts';
import type { Blobs } from './blobs.ts';
import { bodyBytes } from './body-bytes.ts';
import { plainBody } from './plain-body.ts';

/** A recorded answer to JSON-RPC, with the ids of the call that it is given to; all else in it stays as it is. */
export function answerWithIds(interaction: Interaction, others: OtherIds, blobs: Blobs): Interaction {
  if (interaction.kind !== 'http' || interaction.response?.body === undefined) return interaction;
  const { response } = interaction;
  const { headers, body } = interaction.response;
  const isStream = /^text\/event-stream/i.test(headerOf(headers, 'content-type') ?? '');
  const pieces = isStream && 'chunks' in body ? body.chunks : [];
  if (pieces.length > 0 && pieces.every((piece) => 'text' in piece && /\n\r?\n$/.test(piece.text))) {
    const chunks = pieces.map((piece) => ({
      at_ms: piece.at_ms,
      text: eventsWithIds('text' in piece ? piece.text : '', others),
    }));
    return { ...interaction, response: { ...response, body: { chunks } } };
  }
  const bytes = bodyBytes(body, blobs);
  const plain = response.unpacked === true ? bytes : plainBody(bytes, headers);
  const before = Buffer.from(plain).toString();
  const text = isStream ? eventsWithIds(before, others) : textWithIds(before, others);
  if (text === before) return interaction;
  const unpacked = plain === bytes ? response.unpacked : true;
  return {
    ...interaction,
    response: { ...response, body: { text }, ...(unpacked !== undefined && { unpacked }) },
  };
}

/** The same of the events of a stream. */
export function eventsWithIds(text: string, others: OtherIds): string {
  const events = text.split(/(?<=\n\n|\r\n\r\n|\r\r)/);
  return events
    .map((event) => {
      const data = textWithIds(dataOf(event), others).split('\n');
      return event.replaceAll(DATA, (_, field: string) => `${field}${data.shift() ?? ''}`);
    })
    .join('');
}

/** What an event of a stream says. */
export function dataOf(event: string): string {
  return [...event.matchAll(DATA)].map(([, , data = '']) => data).join('\n');
}

/** No other character ends a line of a stream, as `.` and `$` have it of U+2028, which JSON may hold as it is. */
const DATA = /(?<=^|[\r\n])(data: ?)([^\r\n]*)/g;
