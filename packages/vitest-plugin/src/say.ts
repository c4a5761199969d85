import type { Vitest } from 'vitest/node';

/** Reporters that write one document, which Vitest may send to stdout. */
const DOCUMENTS = new Set(['json', 'junit', 'tap', 'tap-flat']);

/** Says something to the user: on stdout as Vitest does, unless a document may be there. */
export function say({ config, logger }: Pick<Vitest, 'config' | 'logger'>, text: string): void {
  if (config.reporters.some((reporter) => mayBeOnStdout(reporter, config.outputFile))) logger.error(text);
  else logger.log(text);
}

function mayBeOnStdout(reporter: unknown, files: Vitest['config']['outputFile']): boolean {
  const [name, options] = (Array.isArray(reporter) ? reporter : [reporter]) as [
    unknown,
    { outputFile?: unknown }?,
  ];
  if (typeof name !== 'string' || !DOCUMENTS.has(name) || options?.outputFile !== undefined) return false;
  return typeof files === 'object' ? Reflect.get(files, name) === undefined : files === undefined;
}
