import type { Interaction, Json, Miss } from '@agent-replay/contracts';
import { expect } from 'vitest';
import type { Call } from './call.ts';
import type { Answer } from './engine.ts';
import { httpCall } from './http-call.ts';
import type { MatchOptions } from './match-options.ts';

export const MESSAGES_URL = 'https://api.example.com/v1/messages';
const JSON_TYPE: [string, string][] = [['content-type', 'application/json']];

/** A POST of JSON, as it stands on a tape. */
export const recorded = (id: string, body: Json, url = MESSAGES_URL): Interaction => ({
  id,
  lane: `POST ${url.replace(/\?.*$/, '')}`,
  kind: 'http',
  effect: 'read',
  request: { method: 'POST', url, headers: JSON_TYPE, body: { json: body } },
  response: { status: 200, headers: [] },
});

/** The same, as it is asked for. */
export const call = (
  body: unknown,
  options: { url?: string; match?: MatchOptions; headers?: [string, string][] } = {},
): Call =>
  httpCall(
    {
      method: 'POST',
      url: options.url ?? MESSAGES_URL,
      headers: options.headers ?? JSON_TYPE,
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      effect: 'read',
    },
    options.match ?? {},
  );

export const missOf = (answer: Answer): Miss =>
  'miss' in answer ? answer.miss : expect.unreachable(`answered by ${answer.interaction.id}`);
