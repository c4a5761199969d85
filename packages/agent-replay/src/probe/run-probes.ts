import { inspect } from 'node:util';
import { type HealthReason, thrownMessage } from '@agent-replay/contracts';
import type { DriftSource, Probe } from './probe.ts';

const CODES: Readonly<Record<DriftSource, HealthReason>> = {
  prompt: 'prompt_changed',
  model: 'model_changed',
  tool_schema: 'tool_schema_changed',
  credential: 'credential_expired',
  queue: 'queue_backlog',
  file: 'file_moved',
  response_format: 'response_format_changed',
};

const LIMIT_MS = 10_000;

/** What a probe found, as `code: name: text`, and whose fixtures it concerns. */
export interface ProbeFinding {
  reason: string;
  /** Null for all. */
  agents: readonly string[] | null;
}

/** Runs every probe at once, each with a time limit. One that throws or hangs cannot tell, which is no pass. */
export async function runProbes(
  probes: readonly Probe[],
  limitMs: number = LIMIT_MS,
): Promise<ProbeFinding[]> {
  const found = await Promise.all(probes.map((probe) => runProbe(probe, limitMs)));
  return found.filter((finding) => finding !== null);
}

async function runProbe(probe: Probe, limitMs: number): Promise<ProbeFinding | null> {
  const agents = probe.agents ?? null;
  const stop = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new Error(`no answer within ${limitMs / 1000} s`);
    stop.abort(error);
    reject(error);
  }, limitMs);
  try {
    const text = await Promise.race([(async () => probe.check(stop.signal))(), late]);
    if (text !== null && typeof text !== 'string')
      throw new TypeError(`it answered neither a text nor null, but ${inspect(text)}`);
    return text === null ? null : { reason: `${CODES[probe.source]}: ${probe.name}: ${text}`, agents };
  } catch (error) {
    return { reason: `probe_failed: ${probe.source} ${probe.name}: ${thrownMessage(error)}`, agents };
  } finally {
    clearTimeout(timer);
  }
}
