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

function toText(value: Html | string | number | undefined): string {
  if (typeof value === 'object') return value.text;
  return String(value ?? '').replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
