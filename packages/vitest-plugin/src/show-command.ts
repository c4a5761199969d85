import { relative } from 'node:path';

/** What shows a run, from where Vitest was started: each package of a workspace has its own store. */
export function showCommand(run: string, root: string): string {
  const folder = relative(process.cwd(), root);
  const show = `agent-replay show ${run}`;
  return folder === '' ? show : `cd ${quoted(folder)} && ${show}`;
}

/** A path as a shell reads it, with nothing in it to expand. */
function quoted(path: string): string {
  return /^[\w./][\w./-]*$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
