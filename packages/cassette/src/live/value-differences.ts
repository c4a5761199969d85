import type { Issue, Json } from '@agent-replay/contracts';
import { differences } from '../engine/differences.ts';
import { ignoreFields } from '../engine/ignore-fields.ts';
import type { MatchOptions } from '../engine/match-options.ts';

/**
 * Compares what two answers of one shape say, but for what `match.ignore` leaves out. Of what was redacted
 * on the tape nobody knows whether it is another now, and what it is now is nobody's to read.
 */
export function valueDifferences(expected: Json, received: Json, { ignore = [] }: MatchOptions): Issue[] {
  return differences(ignoreFields(expected, ignore), ignoreFields(received, ignore))
    .filter(({ code }) => code !== 'redacted-field')
    .map((issue) => ({ ...issue, code: 'value' }));
}
