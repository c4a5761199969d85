/** The source of a regular expression that matches one of several. */
export const anyOf = (...parts: string[]): string => `(?:${parts.join('|')})`;
