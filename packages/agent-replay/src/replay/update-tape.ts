import { join } from 'node:path';
import { CASSETTE_FILE, withRecordedIds, withTimesAndIds, writeCassette } from '@agent-replay/cassette';
import type {
  Body,
  Drift,
  HttpRequest,
  HttpResponse,
  Interaction,
  Json,
  WebSocketFrame,
} from '@agent-replay/contracts';
import type { Redactor } from '@agent-replay/redaction';
import { loadFixture } from '../discover/load-fixture.ts';

/**
 * Takes over into a tape what has drifted: the request as it is sent now, the answer as it came now.
 * The fixture's proof ends with it.
 *
 * @param replaced words that are others now wherever the tape has them, as an id of the agent's own that an answer repeats
 * @returns the ids of the interactions that changed
 */
export async function updateTape(
  dir: string,
  drift: readonly Drift[],
  redactor: Redactor,
  replaced: ReadonlyMap<string, string> = new Map(),
): Promise<string[]> {
  const interactions = loadFixture(dir).interactions;
  const changed: string[] = [];
  const updated = interactions.map((interaction) =>
    drift
      .filter((each) => each.interaction === interaction.id)
      .reduce((before, each) => {
        const after = withDrift(before, each);
        const isSame = JSON.stringify(after) === JSON.stringify(before);
        if (!isSame && !changed.includes(interaction.id)) changed.push(interaction.id);
        return after;
      }, interaction),
  );
  const renamed = updated.map((each) => withWords(each, replaced));
  if (changed.length > 0) await writeCassette(join(dir, CASSETTE_FILE), renamed, { redactor });
  return changed;
}

function withWords<T extends Interaction>(interaction: T, replaced: ReadonlyMap<string, string>): T {
  if (replaced.size === 0) return interaction;
  return JSON.parse(withTimesAndIds(JSON.stringify(interaction), replaced)) as T;
}

/** An interaction with what came in place of what was recorded. */
export function withDrift(interaction: Interaction, drift: Drift): Interaction {
  const { part, received, encoding, url, frame } = drift;
  const moved = url === undefined ? interaction : withUrl(interaction, url);
  if (frame !== undefined) return withFrame(moved, frame, received as WebSocketFrame['data']);
  return received === undefined ? moved : withPart(moved, part, { received, encoding });
}

function withUrl(interaction: Interaction, url: string): Interaction {
  switch (interaction.kind) {
    case 'websocket':
      return { ...interaction, request: { ...interaction.request, url } };
    case 'http': {
      const { lane: _, ...rest } = interaction;
      return { ...rest, request: { ...interaction.request, url } };
    }
    default:
      return interaction;
  }
}

function withFrame(interaction: Interaction, index: number, data: WebSocketFrame['data']): Interaction {
  if (interaction.kind !== 'websocket' || interaction.response === undefined) return interaction;
  const { frames } = interaction.response;
  const sent = frames.filter(({ direction }) => direction === 'sent')[index];
  const before = sent?.data;
  const isJson = before !== undefined && 'json' in before && 'json' in data;
  const kept = isJson ? { json: withRecordedIds(before.json, data.json) } : data;
  const now = frames.map((each) => (each === sent ? { ...each, data: kept } : each));
  return { ...interaction, response: { ...interaction.response, frames: now } };
}

type Came = { received: Json; encoding: Drift['encoding'] };

function withPart(interaction: Interaction, part: Drift['part'], came: Came): Interaction {
  const { received } = came;
  switch (interaction.kind) {
    case 'websocket':
      return interaction;
    case 'http':
      if (part === 'request') return withBody(interaction, came);
      if (interaction.response === undefined) return interaction;
      return { ...interaction, response: withAnswer(interaction.response, received) };
    default:
      if (part === 'request')
        return { ...interaction, request: { ...interaction.request, arguments: received } };
      return { ...interaction, response: { result: received } };
  }
}

/** A live answer is told as its status and its body; how long the recorded one was says nothing of it. */
function withAnswer(response: HttpResponse, received: Json): HttpResponse {
  const { status, body } = received as { status: number; body: Json };
  const headers = response.headers.filter(([name]) => name.toLowerCase() !== 'content-length');
  return { ...response, status, headers, body: typeof body === 'string' ? { text: body } : { json: body } };
}

function withBody(interaction: Extract<Interaction, { kind: 'http' }>, came: Came): Interaction {
  const { request } = interaction;
  return { ...interaction, request: { ...request, body: bodyOf(request, came) } };
}

function bodyOf({ body, headers }: HttpRequest, { received, encoding }: Came): Body {
  if (typeof received !== 'string') {
    const recorded = body !== undefined && 'json' in body ? body.json : null;
    return { json: withRecordedIds(recorded, received) };
  }
  if (encoding === undefined) return { text: asRecorded(received, headers) };
  const bytes = asRecorded(Buffer.from(received, 'base64').toString('latin1'), headers);
  return { base64: Buffer.from(bytes, 'latin1').toString('base64') };
}

/** Each multipart body has a boundary of its own, and the tape names the one that was recorded. */
function asRecorded(text: string, headers: readonly (readonly [string, string])[]): string {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const recorded = /^multipart\/.*\bboundary="?([^";\s]+)/i.exec(type)?.[1];
  const own = /^--(\S{1,70})\r?\n/.exec(text)?.[1];
  return recorded === undefined || own === undefined ? text : text.replaceAll(own, recorded);
}
