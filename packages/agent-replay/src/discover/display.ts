import { relative } from 'node:path';

/** A path as people read it: relative to the working directory when below it. */
export function display(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
