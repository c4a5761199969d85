import type { Headers, Interaction } from '@agent-replay/contracts';
import { withoutDigests } from './placeholder.ts';
import type { BytesHint } from './redact-bytes.ts';
import type { Redactor } from './redactor.ts';

type Bytes = Pick<Redactor, 'bytes'>;

/**
 * Takes secrets out of what a recorded call has as base64, as it is no text: bodies, pieces of bodies and frames.
 * All else of it is left to whoever writes it.
 */
export function redactBinary(interaction: Interaction, redactor: Bytes): Interaction {
  if (interaction.kind === 'http') {
    const { request, response } = interaction;
    return {
      ...interaction,
      request: withBody(request, redactor),
      ...(response !== undefined && { response: withBody(response, redactor) }),
    };
  }
  if (interaction.kind !== 'websocket' || interaction.response === undefined) return interaction;
  const { frames, refused } = interaction.response;
  return {
    ...interaction,
    response: {
      ...interaction.response,
      frames: frames.map((frame) => ({ ...frame, data: redactData(frame.data, redactor) })),
      ...(refused !== undefined && { refused: withBody(refused, redactor) }),
    },
  };
}

/** The same of one body, piece or frame. */
export function redactData<Data extends object>(data: Data, redactor: Bytes, hint: BytesHint = {}): Data {
  if (!('base64' in data) || typeof data.base64 !== 'string') return data;
  const bytes = Buffer.from(data.base64, 'base64');
  const clean = redactor.bytes(bytes, hint);
  if (clean === bytes) return data;
  const text = withoutDigests(Buffer.from(clean).toString('latin1'));
  return { ...data, base64: Buffer.from(text, 'latin1').toString('base64') };
}

type Body = Extract<Interaction, { kind: 'http' }>['request']['body'];

function withBody<Message extends { headers: Headers; body?: Body }>(
  message: Message,
  redactor: Bytes,
): Message {
  const { body, headers } = message;
  if (body === undefined) return message;
  const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const hint = contentType === undefined ? {} : { contentType };
  const clean =
    'chunks' in body
      ? { chunks: body.chunks.map((chunk) => redactData(chunk, redactor, hint)) }
      : redactData(body, redactor, hint);
  return { ...message, body: clean };
}
