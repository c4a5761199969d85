import type { Body, Headers, Interaction, Json } from '@agent-replay/contracts';
import { redactBinary, type Redactor } from '@agent-replay/redaction';

/** Redacts a call by what its parts are: headers, an address, bodies in each of their forms. */
export function redactInteraction(given: Interaction, redactor: Redactor): Interaction {
  const interaction = redactBinary(given, redactor);
  if (interaction.kind === 'http') {
    const { request, response } = interaction;
    return {
      ...interaction,
      request: {
        ...request,
        url: redactor.url(request.url),
        headers: headers(request.headers, redactor),
        ...body(request.body, redactor),
      },
      ...(response !== undefined && {
        response: {
          ...response,
          headers: headers(response.headers, redactor),
          ...(response.trailers !== undefined && { trailers: headers(response.trailers, redactor) }),
          ...body(response.body, redactor),
        },
      }),
    };
  }
  if (interaction.kind === 'websocket') {
    const { request } = interaction;
    return {
      ...interaction,
      request: {
        ...request,
        url: redactor.url(request.url),
        ...(request.headers !== undefined && { headers: headers(request.headers, redactor) }),
      },
    };
  }
  return interaction;
}

function headers(list: Headers, redactor: Redactor): Headers {
  return redactor.headers(list);
}

function body(given: Body | undefined, redactor: Redactor): { body?: Body } {
  if (given === undefined) return {};
  if ('text' in given) return { body: { text: redactor.text(given.text) } };
  if ('json' in given) return { body: { json: redactor.json<Json>(given.json) } };
  return 'chunks' in given ? { body: chunks(given.chunks, redactor) } : { body: given };
}

/** A secret may be spread over chunks: they are redacted as the one text that they are. */
function chunks(given: Extract<Body, { chunks: unknown }>['chunks'], redactor: Redactor): Body {
  const texts = given.flatMap((chunk) => ('text' in chunk ? [chunk.text] : []));
  if (texts.length === given.length) {
    const clean = redactor.chunks(texts);
    return { chunks: given.map(({ at_ms }, index) => ({ at_ms, text: clean[index] ?? '' })) };
  }
  return {
    chunks: given.map((chunk) =>
      'text' in chunk ? { at_ms: chunk.at_ms, text: redactor.text(chunk.text) } : chunk,
    ),
  };
}
