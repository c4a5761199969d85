import type { Interaction, Json, WebSocketResponse } from '@agent-replay/contracts';

/** True when a policy left something out of this call that a replay would need. */
export function isPayloadMissing(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (MARK in value) return true;
  return Object.values(value).some(isPayloadMissing);
}

/** The key of what a policy put in the place of a value. */
export const MARK = '$captured';

/** What a call carries in one direction. */
export interface Payload {
  value: Json;
  /** True for what is no JSON: it has no fields. */
  isWhole: boolean;
}

/** What a call was given, and what came back; undefined where there is nothing. */
export function payloadsOf(interaction: Interaction): Record<'request' | 'response', Payload | undefined> {
  if (interaction.kind === 'tool' || interaction.kind === 'mcp') {
    const { request, response } = interaction;
    return { request: jsonPayload(request.arguments), response: jsonPayload(response?.result) };
  }
  if (interaction.kind === 'websocket') {
    const { response } = interaction;
    return {
      request: undefined,
      response:
        response?.refused === undefined ? jsonPayload(response?.frames) : bodyPayload(response.refused.body),
    };
  }
  return {
    request: bodyPayload(interaction.request.body),
    response: bodyPayload(interaction.response?.body),
  };
}

function jsonPayload(value: Json | undefined): Payload | undefined {
  return value === undefined ? undefined : { value, isWhole: typeof value !== 'object' };
}

function bodyPayload(body: object | undefined): Payload | undefined {
  if (body === undefined) return undefined;
  return 'json' in body ? jsonPayload(body.json as Json) : { value: body as unknown as Json, isWhole: true };
}

/** The call with others in their place; `secretHead` leaves out headers and query, too. */
export function withPayloads(
  interaction: Interaction,
  {
    request,
    response,
    secretHead,
  }: { request: Json | undefined; response: Json | undefined; secretHead: boolean },
): Interaction {
  if (interaction.kind === 'tool' || interaction.kind === 'mcp') {
    return {
      ...interaction,
      request: { ...interaction.request, arguments: request ?? null },
      ...(interaction.response !== undefined && { response: { result: response ?? null } }),
    };
  }
  if (interaction.kind === 'websocket') {
    return {
      ...interaction,
      request: secretHead ? { url: withoutQuery(interaction.request.url) } : interaction.request,
      ...(interaction.response !== undefined && {
        response: sessionWith(interaction.response, response, secretHead),
      }),
    };
  }
  const head = interaction.request;
  return {
    ...interaction,
    request: {
      method: head.method,
      url: secretHead ? withoutQuery(head.url) : head.url,
      headers: secretHead ? [] : head.headers,
      ...(request !== undefined && { body: bodyOf(request, head.body) }),
    },
    ...(interaction.response !== undefined && {
      response: {
        ...interaction.response,
        headers: secretHead ? [] : interaction.response.headers,
        ...(response !== undefined && { body: bodyOf(response, interaction.response.body) }),
      },
    }),
  };
}

/** What is no JSON stays as it was when all of it is kept. */
function bodyOf<B extends object>(kept: Json, given: B | undefined): B | { json: Json } {
  const isGiven = given !== undefined && !('json' in given) && !isPayloadMissing(kept);
  return isGiven ? given : { json: kept };
}

function sessionWith(
  { refused, ...rest }: WebSocketResponse,
  kept: Json | undefined,
  secretHead: boolean,
): WebSocketResponse {
  if (refused === undefined)
    return { ...rest, frames: [{ direction: 'received', at_ms: 0, data: { json: kept ?? null } }] };
  const { status, reason, headers } = refused;
  return {
    ...rest,
    refused: {
      status,
      ...(reason !== undefined && !secretHead && { reason }),
      headers: secretHead ? [] : headers,
      ...(kept !== undefined && { body: bodyOf(kept, refused.body) }),
    },
  };
}

function withoutQuery(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}
