import { AgentReplayError } from '@agent-replay/contracts';

/**
 * What a column holds as JSON.
 *
 * @param what whose it is, as a message says it
 * @param isOne whether what it says can be that
 * @throws {AgentReplayError} `INFRASTRUCTURE` where it is damaged: nothing is made of half of it
 */
export function storedJson(text: string, what: string, isOne: (value: unknown) => boolean): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (!isOne(value)) throw new TypeError('it is JSON of another form');
    return value;
  } catch (cause) {
    throw new AgentReplayError('INFRASTRUCTURE', `Failed to read ${what}: what the store holds is damaged.`, {
      lines: [['fix', 'restore a copy of the store; its other runs can be read']],
      cause,
    });
  }
}
