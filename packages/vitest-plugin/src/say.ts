import type { Vitest } from 'vitest/node';

/** Reporters that write one document, which Vitest may send to stdout. */
const DOCUMENTS = new Set(['json', 'junit', 'tap', 'tap-flat']);

/** Says something to the user: on stdout as Vitest does, unless a document may be there. */
export function say({ config, logger }: Pick<Vitest, 'config' | 'logger'>, text: string): void {
  const names = config.reporters.map((reporter) => (Array.isArray(reporter) ? reporter[0] : reporter));
  if (names.some((name) => typeof name === 'string' && DOCUMENTS.has(name))) logger.error(text);
  else logger.log(text);
}
