import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Json } from '@agent-replay/contracts';

/**
 * Whether a cited path leads to something the run had: state by its ref, with a JSON Pointer behind
 * `#` into its content, or a file in the workspace.
 */
export function resolveEvidence(
  path: string,
  options: { state: ReadonlyMap<string, Json>; workspace: string },
): boolean {
  const [ref = '', pointer] = path.split('#', 2);
  const content = options.state.get(ref);
  if (content !== undefined) return pointer === undefined || isThere(content, pointer);
  if (/^[a-z][a-z0-9+.-]+:/i.test(ref)) return false;
  const file = resolve(options.workspace, ref);
  return !relative(options.workspace, file).startsWith('..') && existsSync(file);
}

function isThere(content: Json, pointer: string): boolean {
  let value: Json | undefined = content;
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as { [key: string]: Json })[key];
  }
  return value !== undefined;
}
