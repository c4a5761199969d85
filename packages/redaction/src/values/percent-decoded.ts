import { isUtf8 } from 'node:buffer';

/**
 * A text without its percent encoding (RFC 3986 §2.1); undefined where that is broken. Looked at before it is decoded:
 * an error takes as long as hundreds of characters, and a text may be full of what breaks.
 */
export function percentDecoded(text: string): string | undefined {
  if (BROKEN.test(text)) return undefined;
  if (BEYOND_ASCII.test(text))
    for (const run of text.match(RUN) ?? [])
      if (!isUtf8(Buffer.from(run.replaceAll('%', ''), 'hex'))) return undefined;
  return decodeURIComponent(text);
}

const BROKEN = /%(?![0-9A-Fa-f]{2})/;
const BEYOND_ASCII = /%[89A-Fa-f]/;
const RUN = /(?:%[0-9A-Fa-f]{2})+/g;
