import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  AgentReplayError,
  type Interaction,
  parseJsonFile,
  sha256,
  ToolCassettes,
} from '@agent-replay/contracts';
import type { Interactions } from './engine/index-tape.ts';
import type { Blobs } from './http/blobs.ts';
import { holdsPlaceholder, largeHoldsPlaceholder } from './holds-placeholder.ts';
import { readLargeTape } from './read-large-tape.ts';

export const CASSETTE_FILE = 'tool_cassettes.json';

/** A tape as it stands on disk. */
export interface LoadedCassette {
  file: string;
  interactions: Interactions;
  blobs: Blobs;
  /** True when something on it was redacted, or may have been where nobody sees it. */
  hasSecrets: boolean;
  /** False when no WebSocket session is on it. */
  hasWebSockets: boolean;
}

/** The cassette's file for a path that is the file or its folder. */
export function cassetteFile(path: string): string {
  if (basename(path) === CASSETTE_FILE) return path;
  const stats = statSync(path, { throwIfNoEntry: false });
  const isFolder = stats === undefined ? !path.endsWith('.json') : stats.isDirectory();
  return isFolder ? join(path, CASSETTE_FILE) : path;
}

/** Where a cassette is on disk. */
export function tapeFiles(path: string): string[] {
  const file = cassetteFile(path);
  return [file, join(dirname(file), 'blobs')];
}

/**
 * Reads a cassette. One of over 8 MB is held against its schema interaction by interaction, each when
 * it is asked for: one that does not match is then a miss, never an answer.
 *
 * @throws {AgentReplayError} `CASSETTE_CORRUPT` when it is not there, is no JSON or does not match its
 * schema: its own error, never a miss.
 */
export function loadCassette(path: string): LoadedCassette {
  const file = cassetteFile(path);
  try {
    // At once: in turns with whatever else runs, a large one takes several times as long.
    const content = readFileSync(file);
    const large = content.length > LARGE_BYTES ? readLargeTape(content, file) : undefined;
    const interactions =
      large ??
      parseJsonFile(content, { file, schema: ToolCassettes, maxBytes: Number.POSITIVE_INFINITY })
        .interactions;
    return {
      file,
      interactions,
      blobs: blobsBeside(file),
      hasSecrets:
        large === undefined ? holdsPlaceholder(content.toString('latin1')) : largeHoldsPlaceholder(content),
      hasWebSockets: content.includes('"websocket"'),
    };
  } catch (cause) {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (cause as Error).message;
    throw new AgentReplayError('CASSETTE_CORRUPT', `Failed to read the cassette "${file}": ${reason}`, {
      cause,
    });
  }
}

/** Larger ones are not held in memory as values. */
const LARGE_BYTES = 8 * 1024 * 1024;

/**
 * A tape that stands in memory; large bodies stand in files where its own would be.
 *
 * @param text what it was read of, which is looked through in no time
 */
export function inMemory(
  file: string,
  interactions: readonly Interaction[],
  text: string = JSON.stringify(interactions),
): LoadedCassette {
  const hasSecrets = holdsPlaceholder(text);
  const hasWebSockets = interactions.some(({ kind }) => kind === 'websocket');
  return { file, interactions, blobs: blobsBeside(file), hasSecrets, hasWebSockets };
}

/** @param path the tape's file, or its folder */
function blobsBeside(path: string): Blobs {
  return {
    get(digest) {
      // The schema allows 64 hex digits only, so this is no way to another path.
      const blob = join(dirname(cassetteFile(path)), 'blobs', digest);
      let bytes: Buffer;
      try {
        bytes = readFileSync(blob);
      } catch (cause) {
        throw corruptBlob(blob, (cause as Error).message, cause);
      }
      if (sha256(bytes) !== digest) throw corruptBlob(blob, 'its content is not what its name says');
      return bytes;
    },
  };
}

function corruptBlob(blob: string, reason: string, cause?: unknown): AgentReplayError {
  return new AgentReplayError('CASSETTE_CORRUPT', `Failed to read the blob "${blob}": ${reason}.`, {
    lines: [['fix', 'restore the file, or record the cassette again']],
    cause,
  });
}
