/** A text in percent encoding (RFC 3986 §2.1), whatever it holds: half a character, as where a text was cut, has none. */
export const percentEncoded = (text: string): string => encodeURIComponent(text.toWellFormed());
