import type { Effect } from '../scalar.ts';
import { isReasonCode, REASONS } from '../registry.ts';
import type { Rule } from './rule.ts';

/** What the tape could not answer and what the wall refused; it counts whether or not the agent noticed. */
export const checkLedger: Rule = (_, { ledger }) => {
  if (ledger === null) return [];
  const misses = ledger.misses.map((miss) => ({
    code: 'cassette_miss',
    path: '',
    expected: 'a recorded call',
    received: miss.call,
    message: `no recorded interaction matches ${miss.call} (${miss.cause}${tag(miss.effect)})`,
  }));
  const refusals = ledger.blocked.map((refused) => ({
    code: refusalCode(refused.code),
    path: '',
    expected: 'only recorded or allowed operations',
    received: `${refused.operation} ${refused.target}`,
    message: `${refused.operation} ${refused.target} was refused${tag(refused.effect).replace(/^, (.*)$/, ' ($1)')}${refused.call_site === null ? '' : ` at ${refused.call_site}`}`,
  }));
  return distinct([...misses, ...refusals]);
};

/** A client that tries again says nothing new. */
function distinct<T extends { code: string; message: string }>(issues: readonly T[]): T[] {
  return [...new Map(issues.map((issue) => [`${issue.code} ${issue.message}`, issue])).values()];
}

/** What the call would have done, where that is more than reading. */
function tag(effect: Effect | undefined): string {
  return effect === undefined || effect === 'none' || effect === 'read' ? '' : `, effect ${effect}`;
}

function refusalCode(code: string): string {
  const isBlocking =
    isReasonCode(code) &&
    !code.startsWith('x_') &&
    REASONS[code as keyof typeof REASONS].status === 'blocked';
  return isBlocking ? code : 'unrecorded_operation';
}
