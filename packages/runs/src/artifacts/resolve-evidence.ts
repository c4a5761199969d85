import { realpathSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { fromPointer, type Json, type RunEvent } from '@agent-replay/contracts';

export interface EvidenceSources {
  state: ReadonlyMap<string, Json>;
  workspace: string;
  artifacts: readonly { uri: string }[];
  stateRefs: readonly { uri: string }[];
  events: readonly RunEvent[];
}

/**
 * Whether a cited path leads to something the run had: state by its ref, with a JSON Pointer behind
 * `#` into its content; an artifact; an address that it called; or a file in the workspace.
 */
export function resolveEvidence(path: string, sources: EvidenceSources): boolean {
  const hash = path.indexOf('#');
  const ref = hash < 0 ? path : path.slice(0, hash);
  const content = sources.state.get(ref) ?? sources.state.get(path);
  if (content !== undefined)
    return hash < 0 || sources.state.has(path) || isThere(content, path.slice(hash + 1));
  const named = [...sources.artifacts, ...sources.stateRefs].some(({ uri }) => uri === path || uri === ref);
  if (named || sources.events.some((event) => isAbout(event, ref))) return true;
  if (ref === '' || /^[a-z][a-z0-9+.-]+:/i.test(ref)) return false;
  return isFileWithin(sources.workspace, ref);
}

function isThere(content: Json, pointer: string): boolean {
  let value: Json | undefined = content;
  for (const key of fromPointer(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as { [key: string]: Json })[key];
  }
  return value !== undefined;
}

/** Read, written, or fetched with an answer. */
function isAbout(event: RunEvent, ref: string): boolean {
  if (event.kind === 'state_read' || event.kind === 'state_change') return event.ref === ref;
  if (event.kind === 'mutation') return event.uri === ref;
  if (!('interaction' in event) || event.interaction.kind !== 'http') return false;
  const { request, response } = event.interaction;
  return response !== undefined && response.status < 400 && request.url.split('#', 1)[0] === ref;
}

function isFileWithin(folder: string, path: string): boolean {
  try {
    const file = realpathSync(resolve(folder, path));
    const inside = relative(realpathSync(folder), file);
    return inside !== '..' && !inside.startsWith(`..${sep}`) && statSync(file).isFile();
  } catch {
    return false;
  }
}
