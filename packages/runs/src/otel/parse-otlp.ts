import { AgentReplayError, checkJson, formatIssue, type Issue } from '@agent-replay/contracts';
import { OtlpTraces } from './otlp.ts';

/** @throws {AgentReplayError} `FILE_INVALID` for what is not OTLP/JSON, with the first mistakes. */
export function parseOtlp(json: unknown, file: string): OtlpTraces {
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
