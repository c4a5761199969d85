/**
 * Encodes the characters that a recorder kept as the bytes that they were, in the charset that it names.
 * UTF-8 where the charset is unknown or lacks one of them.
 */
export function encodeText(text: string, charset: string | undefined): Uint8Array {
  const label = charset?.trim().toLowerCase() ?? '';
  const isAscii = !/[^\0-\x7f]/.test(text);
  if (/^utf-?16/.test(label)) return encodeUtf16(text, label.endsWith('be'));
  if (label === '' || isAscii || UTF8.test(label)) return Buffer.from(text);
  // Of the standard's labels this one means windows-1252, which differs between 0x80 and 0x9f.
  if (LATIN1.test(label) && !/[^\0-\xff]/.test(text)) return Buffer.from(text, 'latin1');
  const table = tableOf(label);
  const bytes = table === undefined ? undefined : encodeWith(table, text);
  return bytes ?? Buffer.from(text);
}

/** The charset that a content type names. */
export function charsetOf(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1];
}

const UTF8 = /^(?:utf-?8|us-ascii|ascii|ascii-8bit|binary)$/;
const LATIN1 = /^(?:iso-?8859-1|latin-?1)$/;

function encodeUtf16(text: string, isBigEndian: boolean): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
}

type Table = ReadonlyMap<string, readonly number[]>;

const tables = new Map<string, Table | undefined>();

function tableOf(label: string): Table | undefined {
  if (!tables.has(label)) tables.set(label, makeTable(label));
  return tables.get(label);
}

/** Which bytes give which character, found by decoding: one byte, and two for what the first begins. */
function makeTable(label: string): Table | undefined {
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(label);
  } catch {
    return undefined;
  }
  const table = new Map<string, number[]>();
  const leads: number[] = [];
  for (let byte = 0; byte < 256; byte += 1) {
    const character = decoder.decode(Uint8Array.of(byte));
    if (character === REPLACEMENT) leads.push(byte);
    else if (!table.has(character)) table.set(character, [byte]);
  }
  for (const lead of leads) {
    for (let trail = 0x40; trail < 0xff; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1 && character !== REPLACEMENT && !table.has(character))
        table.set(character, [lead, trail]);
    }
  }
  return table;
}

const REPLACEMENT = '\ufffd';

function encodeWith(table: Table, text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  for (const character of text) {
    const known = table.get(character);
    if (known === undefined) return undefined;
    bytes.push(...known);
  }
  return Uint8Array.from(bytes);
}
