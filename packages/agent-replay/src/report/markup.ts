import { printable } from '../output/printable.ts';

/** Text that is safe to stand in HTML. */
export interface Html {
  readonly text: string;
}

/** Builds HTML; every value that is not `Html` itself is escaped. */
export function markup(strings: TemplateStringsArray, ...values: readonly (Html | string | number)[]): Html {
  return {
    text: strings.map((part, index) => part + (index < values.length ? toText(values[index]) : '')).join(''),
  };
}

/** Puts pieces of HTML one after the other. */
export function join(pieces: readonly Html[]): Html {
  return { text: pieces.map((piece) => piece.text).join('') };
}

/** Markup of our own, as it is. */
export function trusted(text: string): Html {
  return { text };
}

/** A moment (RFC 3339), as people read it; the whole of it stays in the attribute. */
export function time(at: string): Html {
  return markup`<time datetime="${at}">${at.slice(0, 16).replace('T', ' ')}&nbsp;UTC</time>`;
}

function toText(value: Html | string | number | undefined): string {
  if (typeof value === 'object') return value.text;
  const text = printable(String(value ?? ''));
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
