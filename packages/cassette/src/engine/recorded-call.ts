import { type Interaction, laneOf } from '@agent-replay/contracts';
import type { Blobs } from '../http/blobs.ts';
import { bodyBytes } from '../http/body-bytes.ts';
import { plainBody } from '../http/plain-body.ts';
import type { Call } from './call.ts';
import { httpCall } from './http-call.ts';
import type { MatchOptions } from './match-options.ts';
import { websocketCall } from '../websocket/websocket-call.ts';
import { toolCall } from './tool-call.ts';

/** Brings a recorded interaction into the form in which calls are compared. */
export function recordedCall(interaction: Interaction, match: MatchOptions, blobs: Blobs): Call {
  const { kind, effect } = interaction;
  switch (kind) {
    case 'http': {
      const { method, url, headers, body } = interaction.request;
      return httpCall(
        { method, url, headers, body: plainBody(bodyBytes(body, blobs), headers), effect },
        match,
        interaction.lane,
      );
    }
    case 'tool':
    case 'mcp':
      return { ...toolCall({ kind, effect, ...interaction.request }, match), lane: laneOf(interaction) };
    case 'websocket':
      return { ...websocketCall(interaction.request.url, match, effect), lane: laneOf(interaction) };
  }
}
