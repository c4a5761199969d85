import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { importRecording } from './import-recording.ts';

/** Gives a test file a folder with one recording in it. */
export function vcrFile() {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'vcr-'))));
  afterAll(() => rm(folder, { recursive: true }));
  const file = () => join(folder, 'recording.yaml');

  async function importText(text: string | Uint8Array) {
    await writeFile(file(), text);
    return importRecording('vcr', file());
  }

  async function importedResponse(text: string | Uint8Array) {
    const { interactions, skipped } = await importText(text);
    expect(skipped).toEqual([]);
    const [interaction] = interactions;
    if (interaction?.kind !== 'http') throw new Error('not HTTP');
    return interaction.response;
  }

  return { file, importText, importedResponse };
}

/** A recording of vcrpy with one call. */
export function vcrpy(
  response: string,
  request = 'body: null\n    headers: {}\n    method: GET\n    uri: https://a.test/x',
): string {
  return `interactions:\n- request:\n    ${request}\n  response:\n    ${response}\nversion: 1\n`;
}

export const OK = 'status: {code: 200, message: OK}\n    headers: {}\n    ';
