import type { Redactor } from '@agent-replay/redaction';
import type { Interaction } from '@agent-replay/contracts';
import { headerOf, type PlainRequest } from '../engine/http-call.ts';
import type { Blobs } from './blobs.ts';
import { bodyBytes } from './body-bytes.ts';

type Plain = Omit<PlainRequest, 'effect'>;

/** The request as the recorder would have written it. */
export function redactRequest(request: Plain, redactor: Redactor): Plain {
  const contentType = headerOf(request.headers, 'content-type');
  return {
    method: request.method,
    url: redactor.url(request.url),
    headers: redactor.headers(request.headers.map(([name, value]) => [name, value])),
    body: redactor.bytes(request.body, contentType === undefined ? {} : { contentType }),
  };
}

/** A recorded call as the recorder would write it now. */
export function redactRecorded(interaction: Interaction, redactor: Redactor, blobs: Blobs): Interaction {
  switch (interaction.kind) {
    case 'http': {
      const { method, url, headers, body } = interaction.request;
      const { body: bytes, ...head } = redactRequest(
        { method, url, headers, body: bodyBytes(body, blobs) },
        redactor,
      );
      return {
        ...interaction,
        request: {
          ...head,
          headers: [...head.headers],
          body: { base64: Buffer.from(bytes).toString('base64') },
        } as never,
      };
    }
    case 'tool':
    case 'mcp':
      return {
        ...interaction,
        request: { ...interaction.request, arguments: redactor.json(interaction.request.arguments) },
      };
    case 'websocket':
      return interaction;
  }
}
