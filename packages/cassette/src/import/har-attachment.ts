import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Reads a body that Playwright saved beside the archive. Its name is a digest and an extension, and
 * anything else is refused, so that an archive cannot name a file elsewhere.
 *
 * @throws {TypeError} for another name, and what `readFile` throws.
 */
export async function readAttachment(name: unknown, archive: string): Promise<Uint8Array | undefined> {
  if (name === undefined) return undefined;
  if (typeof name !== 'string' || !/^[0-9a-f]{32,64}\.[a-z0-9]{1,16}$/i.test(name)) {
    throw new TypeError('its body is in a file whose name is no digest');
  }
  return readFile(join(dirname(archive), name));
}
