import {
  type Interaction,
  type Json,
  laneOf,
  sha256,
  type CaptureManifest,
  canonicalJson,
  type WebSocketResponse,
} from '@agent-replay/contracts';

/** What is kept of a payload, always after redaction: all, a digest, its shape, a summary, nothing. */
export type CapturePolicy = 'full' | 'hash' | 'fields' | 'redact' | 'deny';

/**
 * One policy for all calls, or by tool, `server/tool`, host or `*`; for a tool either one policy or
 * one by field: JSON Pointers like `/arguments/card` or `/result/token`, `*` for the others.
 *
 * @example
 * { '*': 'full', charge: { '/arguments/card': 'deny', '*': 'full' }, 'crm.example.com': 'hash' }
 */
export type Capture =
  | CapturePolicy
  | Readonly<Record<string, CapturePolicy | Readonly<Record<string, CapturePolicy>>>>;

/** Applies the policies to a call. The result is an interaction still; what is missing says so. */
export function applyCapture(capture: Capture, interaction: Interaction): Interaction {
  const policy = policyFor(capture, interaction);
  if (policy === 'full') return interaction;
  const parts = payloadsOf(interaction);
  const kept = (part: string, value: Json): Json =>
    typeof policy === 'string' ? keep(policy, value) : keepFields(policy, `/${part}`, value);
  return withPayloads(interaction, {
    request: parts.request === undefined ? undefined : kept(parts.requestName, parts.request),
    response: parts.response === undefined ? undefined : kept(parts.responseName, parts.response),
    secretHead: policy === 'deny' || policy === 'hash',
  });
}

/** Notes in a manifest what became of a call. */
export function noteCapture(manifest: CaptureManifest, capture: Capture, interaction: Interaction): void {
  const list = policyFor(capture, interaction) === 'deny' ? manifest.denied : manifest.captured;
  const lane = laneOf(interaction);
  if (!list.includes(lane)) list.push(lane);
}

/** True when a policy left something out of this call that a replay would need. */
export function isPayloadMissing(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (MARK in value) return true;
  return Object.values(value).some(isPayloadMissing);
}

const MARK = '$captured';
const SUMMARY = 120;

function policyFor(
  capture: Capture,
  interaction: Interaction,
): CapturePolicy | Readonly<Record<string, CapturePolicy>> {
  if (typeof capture === 'string') return capture;
  const found = namesOf(interaction).find((name) => Object.hasOwn(capture, name));
  return (found === undefined ? undefined : capture[found]) ?? 'full';
}

function namesOf(interaction: Interaction): string[] {
  if (interaction.kind === 'tool' || interaction.kind === 'mcp') {
    const { name, server } = interaction.request;
    return server === undefined ? [name, '*'] : [`${server}/${name}`, name, server, '*'];
  }
  const url = URL.parse(interaction.request.url);
  const lane = laneOf(interaction);
  return url === null ? [lane, '*'] : [lane, url.host, url.hostname, '*'];
}

function keep(policy: CapturePolicy, value: Json): Json {
  switch (policy) {
    case 'full':
      return value;
    case 'hash':
      return { [MARK]: 'hash', sha256: sha256(canonicalJson(value)) };
    case 'fields':
      return shapeOf(value);
    case 'redact':
      return summaryOf(value);
    default:
      return { [MARK]: 'deny' };
  }
}

/** A field's own policy, or that of the nearest field around it; `*` for what none names. */
function keepFields(policies: Readonly<Record<string, CapturePolicy>>, pointer: string, value: Json): Json {
  const own = Object.hasOwn(policies, pointer) ? policies[pointer] : undefined;
  if (own !== undefined) return keep(own, value);
  const isNamedBelow = Object.keys(policies).some((key) => key.startsWith(`${pointer}/`));
  if (!isNamedBelow) return keep(policies['*'] ?? 'deny', value);
  if (Array.isArray(value))
    return value.map((item, index) => keepFields(policies, `${pointer}/${index}`, item));
  if (typeof value !== 'object' || value === null) return keep(policies['*'] ?? 'deny', value);
  const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      keepFields(policies, `${pointer}/${escaped(key)}`, item),
    ]),
  );
}

function shapeOf(value: Json): Json {
  if (Array.isArray(value)) return value.slice(0, 20).map(shapeOf);
  if (value === null || typeof value !== 'object')
    return { [MARK]: 'fields', type: value === null ? 'null' : typeof value };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOf(item)]));
}

function summaryOf(value: Json): Json {
  if (typeof value === 'string')
    return value.length <= SUMMARY
      ? value
      : { [MARK]: 'redact', summary: value.slice(0, SUMMARY).toWellFormed(), length: value.length };
  if (Array.isArray(value)) return value.map(summaryOf);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, summaryOf(item)]));
}

interface Payloads {
  request: Json | undefined;
  requestName: string;
  response: Json | undefined;
  responseName: string;
}

function payloadsOf(interaction: Interaction): Payloads {
  if (interaction.kind === 'tool' || interaction.kind === 'mcp') {
    return {
      request: interaction.request.arguments,
      requestName: 'arguments',
      response: interaction.response?.result,
      responseName: 'result',
    };
  }
  if (interaction.kind === 'websocket') {
    const { response } = interaction;
    return {
      request: undefined,
      requestName: 'request',
      response: response?.refused === undefined ? response?.frames : bodyJson(response.refused.body),
      responseName: 'response',
    };
  }
  return {
    request: bodyJson(interaction.request.body),
    requestName: 'request',
    response: bodyJson(interaction.response?.body),
    responseName: 'response',
  };
}

function bodyJson(body: object | undefined): Json | undefined {
  if (body === undefined) return undefined;
  return 'json' in body ? (body.json as Json) : (body as unknown as Json);
}

function withPayloads(
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
      ...(request !== undefined && { body: { json: request } }),
    },
    ...(interaction.response !== undefined && {
      response: {
        ...interaction.response,
        headers: secretHead ? [] : interaction.response.headers,
        ...(response !== undefined && { body: { json: response } }),
      },
    }),
  };
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
      ...(kept !== undefined && { body: { json: kept } }),
    },
  };
}

function withoutQuery(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}
