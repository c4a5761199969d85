import { loadFixture } from '../discover/load-fixture.ts';

/**
 * What to do where a replay asks otherwise than its run did, and programs or workers may be why: each replay starts them
 * again, and nothing that a fixture sets holds in them. Null where the run started none, or its fixture cannot be read.
 */
export function ranAgain(dir: string): string | null {
  const local = localOf(dir);
  if (local.length === 0) return null;
  const names = local.map((channel) => channel.replace(/^spawn:/, '')).join(', ');
  return `each replay starts ${names} again, with the time and the chance of the machine: do within a tool(), whose answer is recorded, what is asked of it; an MCP server over stdio goes behind mcpTransport()`;
}

function localOf(dir: string): readonly string[] {
  try {
    return loadFixture(dir).notes.capture.local ?? [];
  } catch {
    return [];
  }
}
