import type { ArtifactProbe, ArtifactRef } from './artifact.ts';
import type { Evidence } from './evidence.ts';
import type { RunEvent, RunEventInput } from './event.ts';
import type { Json } from './json.ts';
import type { Ledger } from './ledger.ts';
import { sha256 } from './json.ts';

/** Evidence of a run that returned and left one sound report, changed where a test says so. */
export function evidenceOf(changes: Partial<Evidence> = {}): Evidence {
  return {
    ending: 'returned',
    exit_code: 0,
    exception: null,
    output: undefined,
    events: [],
    artifacts: [artifactOf('report.json', { text: '{"summary":"done"}' })],
    evidence_paths: [],
    input: { claimed_sha256: sha256('task'), used_sha256: [sha256('task')] },
    state: {},
    mutations: [],
    diff: null,
    verify: null,
    judgements: [],
    tool_allowlist: ['*'],
    ledger: null,
    ...changes,
  };
}

/** A recorded artifact and what its probe saw: by default exactly what was recorded. */
export function artifactOf(
  uri: string,
  {
    text = 'content',
    ref = {},
    probe = {},
  }: { text?: string; ref?: Partial<ArtifactRef>; probe?: Partial<ArtifactProbe> } = {},
): Evidence['artifacts'][number] {
  const bytes = Buffer.byteLength(text);
  const seen = { bytes, sha256: sha256(text) };
  return {
    ref: { kind: 'report', uri, ...seen, confirmed: true, ...ref },
    probe: { exists: true, readable: true, ...seen, ...parsed(text), error: null, ...probe },
  };
}

function parsed(text: string): { text: string; json?: Json } {
  try {
    return { text, json: JSON.parse(text) as Json };
  } catch {
    return { text };
  }
}

/** Events of one run, numbered in the order given. */
export function eventsOf(...events: RunEventInput[]): RunEvent[] {
  const numbered = (event: RunEventInput, index: number): RunEvent =>
    Object.assign({ run_id: 'run', seq: index + 1, at: '2026-11-24T00:00:00.000Z' }, event);
  return events.map(numbered);
}

/** The event of a tool's call. */
export function toolCall(
  name: string,
  changes: { effect?: 'none' | 'money'; server?: string } = {},
): RunEventInput {
  const { effect = 'none', server } = changes;
  const request = { name, arguments: {}, ...(server === undefined ? {} : { server }) };
  const interaction = {
    id: name,
    lane: name,
    effect,
    kind: 'tool' as const,
    request,
    response: { result: null },
  };
  return { kind: 'tool_call', interaction };
}

/** The event of a request to the MCP server "notes", a tool's call or another one. */
export function mcpCall(name: string, result: Json): RunEventInput {
  const request = { name, arguments: {}, server: 'notes' };
  const common = { id: name, lane: name, effect: 'read' as const, kind: 'mcp' as const };
  return { kind: 'tool_call', interaction: { ...common, request, response: { result } } };
}

/** A ledger of a tape on which everything was found, changed where a test says so. */
export function ledgerOf(changes: Partial<Ledger> = {}): Ledger {
  return { served: [], unused: [], misses: [], blocked: [], drift: [], unguarded: [], ...changes };
}
