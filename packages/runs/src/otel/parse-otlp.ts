import { AgentReplayError, checkJson, formatIssue, type Issue } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import { OtlpTraces } from './otlp.ts';

/**
 * OTLP/JSON as exporters write it, and as Tempo and Jaeger answer with it.
 *
 * @throws {AgentReplayError} `FILE_INVALID` for what is none of these, with the first mistakes.
 */
export function parseOtlp(given: unknown, file: string): OtlpTraces {
  const json = unwrapped(given);
  const issues: Issue[] = [];
  try {
    const checked = OtlpTraces.safeParse(json);
    if (checked.success) return checked.data;
    issues.push(...checkJson(json, OtlpTraces).map((issue) => ({ ...issue, file })));
  } catch (error) {
    // What the stack has no room for, no instrumentation has written.
    if (!(error instanceof RangeError)) throw error;
    const received = 'thousands of levels';
    issues.push({ code: 'wrong_value', path: '', expected: 'values of a few levels', received, file });
  }
  throw new AgentReplayError('FILE_INVALID', `Failed to import "${file}": it is not OTLP/JSON.`, {
    lines: [
      ...issues.slice(0, 5).map((issue) => ['problem', formatIssue(issue)] as const),
      ['fix', 'export traces with an OTLP/JSON file exporter, or from LangSmith or Langfuse'],
    ],
    issues,
  });
}

/** Tempo has `batches` in the first version of its API and `trace` in the second, Jaeger `result`. */
function unwrapped(json: unknown): unknown {
  if (!isObject(json) || 'resourceSpans' in json) return json;
  const { batches, trace, result } = json;
  return Array.isArray(batches) ? { resourceSpans: batches } : (trace ?? result ?? json);
}
