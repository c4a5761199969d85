import { type Interaction, locate } from '@agent-replay/contracts';
import { headerOf } from '../engine/http-call.ts';
import { type OtherIds, rpcMessages } from '../engine/json-rpc.ts';
import { isRecord } from '../import/is-record.ts';
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
      const lines = [...event.matchAll(DATA)].map(([, , data = '']) => data);
      const data = textWithIds(lines.join('\n'), others).split('\n');
      return event.replaceAll(DATA, (_, field: string) => `${field}${data.shift() ?? ''}`);
    })
    .join('');
}

const DATA = /^(data: ?)(.*)$/gm;

/** The same of a text that is one message, or a batch. */
export function textWithIds(text: string, { ids, tokens }: OtherIds): string {
  const isBatch = /^\s*\[/.test(text);
  return rpcMessages(text).reduce((before, { id, method, params }, index) => {
    const place = isBatch ? `/${index}` : '';
    if (method === undefined) return ids.has(id) ? withMember(before, `${place}/id`, ids.get(id)) : before;
    const token = method === 'notifications/progress' && isRecord(params) ? params['progressToken'] : null;
    return tokens.has(token)
      ? withMember(before, `${place}/params/progressToken`, tokens.get(token))
      : before;
  }, text);
}

function withMember(text: string, pointer: string, value: unknown): string {
  const { line, column } = locate(text, pointer);
  const above = text.split('\n').slice(0, line - 1);
  const start = above.reduce((sum, each) => sum + each.length + 1, column - 1);
  const member = text.slice(start).replace(MEMBER, (_, key: string) => `${key}${JSON.stringify(value)}`);
  return text.slice(0, start) + member;
}

/** A key, and what it names where that is a text, a number or null. */
const MEMBER = /^("(?:[^"\\]|\\.)*"\s*:\s*)(?:"(?:[^"\\]|\\.)*"|[^\s,}\]]+)/;
