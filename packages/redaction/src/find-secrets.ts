import { AgentReplayError, type Issue } from '@agent-replay/contracts';
import { createRedactor } from './redactor.ts';

export interface FindOptions {
  /** The file to name in issues. */
  file: string;
}

/** Finds what looks like a live secret, and says where, never what. */
export async function findSecrets(data: string | Uint8Array, options: FindOptions): Promise<Issue[]> {
  const text = typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
  const redacted = createRedactor({ key: 'find' }).text(text);
  if (redacted === text) return [];
  return [
    {
      code: 'secret_found',
      path: '',
      expected: 'no secrets',
      received: 'what looks like a live secret',
      file: options.file,
    },
  ];
}

/**
 * Throws when data holds what looks like a live secret; for files that are read as a cassette.
 *
 * @throws {AgentReplayError} `SECRET_FOUND`
 */
export async function assertNoSecrets(data: string | Uint8Array, options: FindOptions): Promise<void> {
  const issues = await findSecrets(data, options);
  if (issues.length === 0) return;
  throw new AgentReplayError(
    'SECRET_FOUND',
    `Failed to load "${options.file}": it holds what looks like a live secret.`,
    {
      lines: [['fix', 'revoke the secret, then record again']],
      details: { file: options.file },
      issues,
    },
  );
}
