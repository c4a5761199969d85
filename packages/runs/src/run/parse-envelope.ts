import {
  acceptsAny,
  AgentReplayError,
  checkJson,
  formatIssue,
  InputEnvelope,
  type Issue,
} from '@agent-replay/contracts';

/** What a run is started with, whole. @throws {AgentReplayError} `OPTION_INVALID` when it is not. */
export function parseEnvelope(envelope: InputEnvelope): ReturnType<typeof InputEnvelope.parse> {
  const whole = { run_type: 'live' as const, fixture_id: null, ...envelope };
  if (acceptsAny(InputEnvelope, whole) && !isReplayOfNothing(whole))
    return whole as ReturnType<typeof InputEnvelope.parse>;
  const parsed = InputEnvelope.safeParse(envelope);
  const issues: Issue[] = parsed.success ? [] : checkJson(envelope, InputEnvelope);
  if (parsed.success && isReplayOfNothing(parsed.data)) {
    issues.push({
      code: 'schema_mismatch',
      path: '/fixture_id',
      expected: 'the fixture that is replayed',
      received: 'null',
    });
  }
  if (parsed.success && issues.length === 0) return parsed.data;
  const { task_id: given } = (envelope ?? {}) as { task_id?: unknown };
  const name = typeof given === 'string' ? given.slice(0, 100) : 'unknown task';
  throw new AgentReplayError(
    'OPTION_INVALID',
    `Failed to start a run of "${name}": its envelope is invalid.`,
    {
      lines: [
        ...issues.slice(0, 6).map((issue) => ['problem', formatIssue(issue)] as const),
        ['fix', 'give every field of InputEnvelope'],
      ],
      issues,
    },
  );
}

function isReplayOfNothing({ run_type, fixture_id }: InputEnvelope): boolean {
  return run_type === 'replay' && fixture_id === null;
}
