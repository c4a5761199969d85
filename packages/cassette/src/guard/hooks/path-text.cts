import captured = require('../captured.cts');

const { concat, decode, fileURLToPath, toBytes, toText } = captured;

/** What stands in a text where bytes were none. */
const NO_TEXT = '\uFFFD';
/** Of a byte that is no text; no text that comes from outside holds it alone. */
const ESCAPE = 0xdc00;
const SLASH = 0x2f;

/**
 * What a function of `fs` was given, as text that stands for the very bytes which the system sees: it ends where C
 * would end it, and names that are no UTF-8 have each byte of theirs as a surrogate, as PEP 383 has it.
 */
function textOf(file: unknown): string {
  const text = ended(ArrayBuffer.isView(file) ? decode(file as Uint8Array) : spelt(file).toWellFormed());
  if (!text.includes(NO_TEXT)) return text;
  return escaped(ArrayBuffer.isView(file) ? bytesOf(file) : toBytes(text));
}

/** The way back: what a binding is given for it. */
function native(text: string): string | Uint8Array {
  if (text.isWellFormed()) return text;
  return concat(
    text
      .split('/')
      .flatMap((name, at) => [
        ...(at === 0 ? [] : [toBytes('/')]),
        name.isWellFormed() ? toBytes(name) : toBytes(name, 'latin1'),
      ]),
  );
}

function spelt(file: unknown): string {
  if (typeof file !== 'object' || file === null) return String(file);
  return 'href' in file ? fileURLToPath(String(file.href)) : toText(file);
}

function ended(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  // By what the view is, and not by properties that the program may have changed.
  const bytes = new Uint8Array(view as Uint8Array);
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

function escaped(bytes: Uint8Array): string {
  const names: string[] = [];
  for (let from = 0; from <= bytes.length;) {
    const slash = bytes.indexOf(SLASH, from);
    const to = slash < 0 ? bytes.length : slash;
    const name = bytes.subarray(from, to);
    const text = decode(name);
    names.push(text.includes(NO_TEXT) ? Array.from(name, escape).join('') : text);
    from = to + 1;
  }
  return names.join('/');
}

function escape(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : ESCAPE + byte);
}

const pathTexts = { NO_TEXT, native, textOf };
export = pathTexts;
