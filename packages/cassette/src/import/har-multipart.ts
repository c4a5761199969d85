import { boundaryOf } from '../engine/multipart.ts';

/**
 * Writes out the parts of a form of which an archive kept the fields alone (HAR 1.2, params). Clients of one form differ in
 * its boundary, which is the one that `types` name.
 *
 * @throws {TypeError} for a file whose content the archive left out.
 */
export function toMultipart(
  params: readonly Record<string, unknown>[],
  types: readonly (string | undefined)[],
): Uint8Array {
  const boundary = types.map((type) => boundaryOf(type ?? '')).find((each) => each !== null) ?? 'boundary';
  const parts = params.map(({ name, value, fileName, contentType }) => {
    const isFile = typeof fileName === 'string';
    if (typeof value !== 'string' && isFile)
      throw new TypeError(`the file "${fileName}" of its form was not saved`);
    const file = isFile ? `; filename="${escaped(fileName)}"` : '';
    const type =
      typeof contentType === 'string' && contentType !== '' ? `\r\nContent-Type: ${contentType}` : '';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"${file}${type}`;
    return `${head}\r\n\r\n${typeof value === 'string' ? value : ''}\r\n`;
  });
  return Buffer.from(`${parts.join('')}--${boundary}--\r\n`);
}

/** As browsers and `fetch` write a name (multipart/form-data encoding algorithm of HTML). */
function escaped(name: unknown): string {
  return String(name).replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
